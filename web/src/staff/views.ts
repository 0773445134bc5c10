// SPDX-License-Identifier: Apache-2.0
/** The views of the console as the bar shows them. */
import type { Catalogue } from "@/i18n/zh";
import type { IconName } from "@/ui/icons";

export interface View {
  path: string;
  icon: IconName;
  title(texts: Catalogue): string;
}

export const VIEWS: readonly View[] = [
  { path: "/chat", icon: "chat", title: (texts) => texts.chat.title },
  { path: "/customers", icon: "person", title: (texts) => texts.customers.title },
  { path: "/radar", icon: "radar", title: (texts) => texts.radar.title },
  { path: "/figures", icon: "bars", title: (texts) => texts.figures.title },
  { path: "/me", icon: "lines", title: (texts) => texts.me.title },
];
