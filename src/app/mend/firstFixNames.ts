/** The first fixes that a page may ask for. */
const FIRST_FIXES = ['clip', 'lowerRate'] as const;

export type FirstFix = (typeof FIRST_FIXES)[number];

export const isFirstFix = (name: unknown): name is FirstFix => FIRST_FIXES.some((one) => one === name);
