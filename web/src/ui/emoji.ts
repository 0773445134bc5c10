// SPDX-License-Identifier: Apache-2.0
/** The emoji that are offered: native characters that phones and desktops of the last years all have. */
export interface EmojiKind {
  kind: "faces" | "hands" | "things";
  emoji: readonly string[];
}

const split = (text: string): string[] => text.trim().split(/\s+/);

export const EMOJI: readonly EmojiKind[] = [
  {
    kind: "faces",
    emoji: split(`
      😀 😃 😄 😁 😆 😅 😂 🤣 😊 😇 🙂 🙃 😉 😌 😍 🥰 😘 😋 😛 😜
      🤪 🤨 🧐 🤓 😎 🤩 🥳 😏 😒 😔 😟 😕 😣 😫 🥺 😢 😭 😤 😠 😳
      😱 😥 😓 🤗 🤔 🤭 🤫 😶 😐 😬 🙄 😯 😮 😴 🤤 😷 🤒`),
  },
  { kind: "hands", emoji: split("👍 👎 👌 ✌️ 🤞 🤝 👏 🙏 👋 🤙 💪 👉 👈 👆 👇 ✋ ✊ 👊 🙌 👀 🙋 🤷 🤦") },
  {
    kind: "things",
    emoji: split(`
      ❤️ 🧡 💛 💚 💙 💜 💔 💕 💯 ✨ 🎉 🎊 🎁 🌹 🌷 🌞 🌙 ⭐ 🔥 💡
      ☕ 🍵 🍻 🎂 🏠 🛋️ 🚗 ✈️ 📞 📱 📦 📷 📅 📍 💰 🧧 ✅ ❌ ❓ ❗`),
  },
];
