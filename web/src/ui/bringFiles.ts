// SPDX-License-Identifier: Apache-2.0
import { UPLOADS, type Session } from "@/api/session";
import type { Keep } from "@/core/keep";
import type { Outbox } from "@/core/outbox";
import type { Tab } from "@/core/tab";
import type { Files } from "./files";

/** Brings what sends pictures, behind all that a page needs first. null: none can be sent here. */
export async function bringFiles(session: Session, area: string, keep: Keep, tab: Tab, outbox: Outbox): Promise<Files | null> {
  if (!session.features.includes(UPLOADS)) return null;
  try {
    const { Files } = await import("./files");
    return new Files(session, area, keep, tab, outbox);
  } catch {
    // It is of before an upgrade, or the network is gone: the rest of the page goes on without.
    return null;
  }
}
