// SPDX-License-Identifier: Apache-2.0
/** Files that are pasted into a part of the page, or dropped on it. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

/** What of a paste or a drop is to be sent: nothing where there is text beside it, as office programs copy a picture of
 * their text along. */
function filesOf(data: DataTransfer | null): File[] {
  return !data || data.types.includes("text/plain") ? [] : Array.from(data.files);
}

/** Calls `put` with what came; true while files hang over the part. Without a part none are taken. */
export function usePutIn(part: Ref<HTMLElement | null>, put: (files: File[]) => void): Ref<boolean> {
  const over = ref(false);

  const bringsFiles = (event: DragEvent) => part.value !== null && (event.dataTransfer?.types.includes("Files") ?? false);
  const isInside = (target: EventTarget | null) => target instanceof Node && (part.value?.contains(target) ?? false);

  function dragged(event: DragEvent): void {
    if (!bringsFiles(event)) return;
    // Without this the browser would leave the page for the file, wherever it is dropped.
    event.preventDefault();
    over.value = isInside(event.target);
    if (event.dataTransfer) event.dataTransfer.dropEffect = over.value ? "copy" : "none";
  }

  function left(event: DragEvent): void {
    if (!isInside(event.relatedTarget)) over.value = false;
  }

  function dropped(event: DragEvent): void {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    over.value = false;
    if (isInside(event.target)) put(Array.from(event.dataTransfer?.files ?? []));
  }

  function pasted(event: ClipboardEvent): void {
    // Nothing is focused: the paste goes to the page, and means the conversation.
    const meant = isInside(event.target) || event.target === document.body;
    const files = part.value && meant ? filesOf(event.clipboardData) : [];
    if (files.length === 0) return;
    event.preventDefault();
    put(files);
  }

  onMounted(() => {
    document.addEventListener("dragover", dragged);
    document.addEventListener("dragleave", left);
    document.addEventListener("drop", dropped);
    document.addEventListener("paste", pasted);
  });
  onBeforeUnmount(() => {
    document.removeEventListener("dragover", dragged);
    document.removeEventListener("dragleave", left);
    document.removeEventListener("drop", dropped);
    document.removeEventListener("paste", pasted);
  });
  return over;
}
