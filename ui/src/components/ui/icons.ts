// One drawing style: a 16 by 16 box, strokes only, colour from the text. Shape carries the state, colour repeats it.
export const icons = {
  activity: ["M1.75 8H4.5l2-5 3 10 2-5h2.75"],
  alert: ["M8 2.25 14.25 13.25H1.75L8 2.25Z", "M8 6.5v3M8 11.25v.01"],
  check: ["M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5Z", "m5.4 8.1 1.8 1.8 3.4-3.7"],
  copy: [
    "M6.75 5.25h6a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6.5a1 1 0 0 1 1-1Z",
    "M10.25 5.25v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6.5a1 1 0 0 0 1 1h2.5",
  ],
  octagon: ["M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4L5.4 1.75Z", "M8 4.9v3.6M8 11v.01"],
  refresh: ["M13.5 8a5.5 5.5 0 1 1-1.7-4L13.5 5.6", "M13.5 2.25V5.6h-3.35"],
} as const;

export type IconName = keyof typeof icons;
