// SPDX-License-Identifier: Apache-2.0
import { useRouter } from "vue-router";

/** Leads to where the user came from, with its place and filter; to `list` when the page was opened here. */
export function useBack(list: string): () => void {
  const router = useRouter();
  return () => {
    if ((window.history.state as { back?: string | null } | null)?.back) router.back();
    else void router.replace(list);
  };
}
