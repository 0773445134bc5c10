// SPDX-License-Identifier: Apache-2.0
import { createRouter, createWebHashHistory } from "vue-router";
import Messages from "./views/Messages.vue";

/** Behind the hash: the server needs no rule for it, and WeChat's signature leaves it out. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", redirect: "/chat" },
    { path: "/chat/:customer(\\d+)?", name: "chat", component: Messages },
    { path: "/customers/:customer(\\d+)?", name: "customers", component: () => import("./views/Customers.vue") },
    { path: "/radar", name: "radar", component: () => import("./views/RadarView.vue") },
    { path: "/figures", name: "figures", component: () => import("./views/FiguresView.vue") },
    { path: "/me", name: "me", component: () => import("./views/MeView.vue") },
    // The page of the login is there before any view: this only leaves the token in the address until it is used.
    { path: "/login/:token", name: "login", component: { render: () => null } },
    { path: "/:anything(.*)", redirect: "/chat" },
  ],
});

let goal = "";
router.onError((_, to) => (goal = to.fullPath));
router.afterEach(() => (goal = ""));
/** Where the user wanted to go and could not; "": there is no such. */
export const failedGoal = (): string => goal;
