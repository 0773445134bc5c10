// SPDX-License-Identifier: Apache-2.0
/** The paths of the icons, drawn for 24 × 24 with a line of 1.7. */
export const ICONS = {
  chat: "M4 5h16v11H10l-4 3.5V16H4z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.6-3.6 3.4-5 7-5s6.4 1.4 7 5",
  radar: "M12 12 18 6M12 3.5A8.5 8.5 0 1 0 20.5 12M12 8a4 4 0 1 0 4 4",
  bars: "M5 20V12M12 20V4M19 20V9",
  lines: "M4 7h16M4 12h16M4 17h10",
  back: "M15 5l-7 7 7 7",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM20 20l-4.7-4.7",
  smile: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c.8 1.4 2 2 3.5 2s2.7-.6 3.5-2M9 10h.01M15 10h.01",
  picture: "M4 5h16v14H4zM4 16l4.5-4.5 4 4L15 13l5 5M15.5 9h.01",
  phrases: "M4 5h16v11H10l-4 3.5V16H4zM8 9h8M8 12h5",
  pen: "M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19z",
  phone: "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3c0 1-.8 1.8-1.8 1.700C10.5 18.6 5.400 13.5 4.800 5.800 4.700 4.800 5.5 4 6.5 4z",
  video: "M4 6h11v12H4zM15 10.5 20 8v8l-5-2.500z",
  grid: "M5 5h5.500v5.500H5zM13.500 5H19v5.500h-5.500zM5 13.500h5.500V19H5zM13.500 13.500H19V19h-5.500z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  down: "M12 5v14M6 13l6 6 6-6",
  up: "M12 19V5M6 11l6-6 6 6",
} as const;

export type IconName = keyof typeof ICONS;
