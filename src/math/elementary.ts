/** PLACEHOLDER, the math room's owner replaces it. */
export const log = Math.log;
