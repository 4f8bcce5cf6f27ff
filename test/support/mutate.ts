/** Messages as a broken or hostile peer would send them: good ones with something done to them. */

/** A small, fast, seeded generator: what is wanted is many bytes, not good ones. */
export function xorshift(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export type Random = (below: number) => number;
export const pick = <T>(from: readonly T[], random: Random): T => from[random(from.length)] as T;

/** Flips bits, cuts, splices two messages, repeats, drops or adds frames. */
export function mutate(
  frames: readonly Uint8Array[],
  other: readonly Uint8Array[],
  random: Random,
): Uint8Array[] {
  const mutated = frames.map((frame) => Uint8Array.from(frame));
  const at = random(4) > 0 ? 0 : random(mutated.length);
  const frame = mutated[at]!;
  switch (random(6)) {
    case 0:
    case 1:
      for (let flips = 1 + random(4); flips > 0; flips--) frame[random(frame.length || 1)]! ^= 1 << random(8);
      break;
    case 2:
      mutated[at] = frame.subarray(0, random(frame.length + 1));
      break;
    case 3: {
      const tail = other[0]!;
      mutated[at] = Buffer.concat([
        frame.subarray(0, random(frame.length + 1)),
        tail.subarray(random(tail.length)),
      ]);
      break;
    }
    case 4:
      // Past the prologue, so that the body is what gets the noise.
      for (let i = 7 + random(frame.length); i < frame.length; i++)
        if (random(3) === 0) frame[i] = random(256);
      break;
    default:
      if (random(2) === 0) mutated.splice(random(mutated.length), 1);
      else mutated.push(Uint8Array.from(pick(other, random)));
  }
  return mutated;
}
