/** Bits of a joint's flags: the stages of the command path that changed its command. */
export const flagBits = {
  clip: 1,
  filter: 2,
  position: 4,
  fade: 8,
  speed: 16,
  acceleration: 32,
  braking: 64,
} as const;
