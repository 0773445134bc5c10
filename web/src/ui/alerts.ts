// SPDX-License-Identifier: Apache-2.0
/** A soft sound and a short vibration. Whether they are wanted is kept by this browser, as the theme is. */
import { ref, type Ref } from "vue";

const APART_MS = 3_000;
const VIBRATION_MS = 60;
const VOLUME = 0.12;
/** Two notes, a fourth apart: Hz, and when each begins, in seconds. */
const NOTES = [
  { pitch: 660, at: 0 },
  { pitch: 880, at: 0.12 },
];

function kept(name: string): Ref<boolean> {
  try {
    return ref(localStorage.getItem(`leida:${name}`) !== "off");
  } catch {
    return ref(true);
  }
}

function set(to: Ref<boolean>, name: string, wanted: boolean): void {
  to.value = wanted;
  try {
    localStorage.setItem(`leida:${name}`, wanted ? "on" : "off");
  } catch {
    // It holds for this page.
  }
}

export const sound = kept("sound");
export const vibration = kept("vibration");
export const setSound = (wanted: boolean) => set(sound, "sound", wanted);
export const setVibration = (wanted: boolean) => set(vibration, "vibration", wanted);
export const canVibrate = typeof navigator.vibrate === "function" && navigator.maxTouchPoints > 0;

let audio: AudioContext | null = null;
let last = -Infinity;

/** Browsers let a page sound once it was touched: to be called by an event of the user's. */
export function readySound(): void {
  if (!sound.value || typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
}

export function playSound(): void {
  if (!audio || audio.state !== "running") return;
  for (const { pitch, at } of NOTES) {
    const begin = audio.currentTime + at;
    const tone = new OscillatorNode(audio, { type: "sine", frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(VOLUME, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + 0.32);
  }
}

/** Something has come. Several at once are one. */
export function alertUser(): void {
  if (performance.now() - last < APART_MS) return;
  last = performance.now();
  if (sound.value) playSound();
  if (vibration.value && canVibrate) navigator.vibrate(VIBRATION_MS);
}
