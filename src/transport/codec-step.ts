/**
 * The message that crosses the wire at every step, written and read by hand: a third of what the generated code takes.
 *
 * Only its plain form is known here: fields in the order of their numbers, none unknown, no `min_batch`, no reasons, no
 * final observations, no failures. Anything else is answered `undefined` and left to the generated code, which therefore
 * stays the definition: the bytes written here are its bytes, and what is read here is what it reads (a test holds both
 * against each other on any input).
 */

/** Tags of the step message: field number × 8 + wire type. */
export const tag = {
  magic: 0x0d,
  major: 0x10,
  minor: 0x18,
  session: 0x22,
  requestId: 0x28,
  timeToLiveMs: 0x30,
  tensor: 0x3a,
  step: 0x5a,
  dtype: 0x08,
  shape: 0x12,
  byteLength: 0x18,
  envIds: 0x0a,
  rewards: 0x12,
  terminated: 0x1a,
  truncated: 0x22,
  simulateSeconds: 0x51,
} as const;
