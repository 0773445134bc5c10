// SPDX-License-Identifier: Apache-2.0
import "@/core/arrival"; // first: it reads the address before the router does
import "@/styles/base.css";
import { createApp } from "vue";
import { startRenewal } from "@/core/renewal";
import { startLanguage } from "@/i18n";
import { followKeyboard } from "@/ui/keyboard";
import { applyTheme } from "@/ui/theme";
import App from "./App.vue";

applyTheme();
followKeyboard();
startRenewal();
void startLanguage().then(() => createApp(App).mount("#page"));
