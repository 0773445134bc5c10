// SPDX-License-Identifier: Apache-2.0
import "@/styles/base.css";
import { createApp } from "vue";
import { startLanguage } from "@/i18n";
import { applyTheme } from "@/ui/theme";
import App from "./App.vue";
import { router } from "./router";

applyTheme();
void startLanguage().then(() => createApp(App).use(router).mount("#page"));
