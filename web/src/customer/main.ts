// SPDX-License-Identifier: Apache-2.0
import "@/styles/base.css";
import { createApp } from "vue";
import { startLanguage } from "@/i18n";
import { applyTheme } from "@/ui/theme";
import App from "./App.vue";

applyTheme();
void startLanguage().then(() => createApp(App).mount("#page"));
