// SPDX-License-Identifier: Apache-2.0
/** The uploads of a page, as its views see them. */
import { shallowRef } from "vue";
import { as, type Session } from "@/api/session";
import { upload } from "@/api/upload";
import { KeptBytes } from "@/core/bytes";
import type { Keep } from "@/core/keep";
import type { Outbox } from "@/core/outbox";
import type { Tab } from "@/core/tab";
import { Uploads, type Upload } from "@/core/uploads";
import DropFiles from "./DropFiles.vue";
import UploadMark from "./messages/UploadMark.vue";
import PickFiles from "./PickFiles.vue";
import { openPicture } from "./shrink";

export class Files {
  readonly list = shallowRef<readonly Upload[]>([]);
  readonly uploads: Uploads;
  /** What sends and shows them comes with this, as one file, and is there at once when it is wanted. */
  readonly parts = { mark: UploadMark, pick: PickFiles, drop: DropFiles } as const;

  /** `area`: the routes of that side. What is up goes on in the outbox. */
  constructor(session: Session, area: string, keep: Keep, tab: Tab, outbox: Outbox) {
    this.uploads = new Uploads(
      keep,
      tab,
      new KeptBytes(`${session.kind}:${session.id}`),
      {
        now: () => Date.now(),
        pause: (ms) => new Promise((resolve) => window.setTimeout(resolve, ms)),
        open: openPicture,
        show: (file) => URL.createObjectURL(file),
        forget: (url) => URL.revokeObjectURL(url),
        post: (file, key, progress, signal) => as(session, () => upload(area, file, key, { progress, signal })),
      },
      {
        changed: () => (this.list.value = this.uploads.all()),
        up: (peer, content, key) => void outbox.add(peer, content, key),
      },
    );
  }
}
