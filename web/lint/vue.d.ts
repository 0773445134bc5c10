// SPDX-License-Identifier: Apache-2.0
/** What a component is to TypeScript alone, which ESLint asks; vue-tsc, which checks the types, looks into it instead. */
declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent;
  export default component;
}
