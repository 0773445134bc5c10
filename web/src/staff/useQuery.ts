// SPDX-License-Identifier: Apache-2.0
import { computed, type ComputedRef } from "vue";
import { useRoute, type LocationQuery } from "vue-router";

/**
 * What the address of a view asks for; `name`: of its route. While the view gives way to another it stays as it was: else
 * the view would ask for something else at its end, and forget its place.
 */
export function useQuery(name: string): ComputedRef<LocationQuery> {
  const route = useRoute();
  return computed<LocationQuery>((before) => (route.name === name || !before ? route.query : before));
}
