/**
 * Random numbers as an argument, never a module variable.
 *
 * One root seed fans out into named streams: `rng.stream("laps").stream("iteration 7")`. A stream is fixed by the path of
 * names that leads to it, not by how much anybody has drawn before, so work may be handed out in any order, to any
 * number of workers, and a resumed run needs nothing but the seed and the position in the run.
 *
 * The generator is xoroshiro128+ (Blackman & Vigna 2018); the state of a stream is the SHA-256 of its path.
 */
import { createHash } from "node:crypto";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { log } from "./elementary.ts";

export interface Rng {
  /** A generator of its own, fixed by this one's path and `name`; drawing from either never moves the other. */
  stream(name: string | number): Rng;
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** Standard normal, mean 0 and variance 1. */
  normal(): number;
  /** Uniform among 0 … below − 1. */
  integer(below: number): number;
  /** A seed for an environment: uniform among 0 … 2³² − 1. */
  seed(): number;
}

/** The root generator of a run. `seed` is any safe integer. */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number up to 2^53, not ${seed}`);
  return streamAt(String(seed));
}

function generatorAt(path: string) {
  const digest = createHash("sha256").update(path).digest();
  // Four 32-bit words of state; all zero would be a fixed point, and SHA-256 will not find it.
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
}

function streamAt(path: string): Rng {
  // Made at the first draw: most streams only lead to others.
  let generator: ReturnType<typeof generatorAt> | undefined;
  let spare: number | undefined;

  const word = (): number => {
    generator ??= generatorAt(path);
    return generator.next() >>> 0;
  };
  // 27 + 26 of the upper bits (the lowest of this generator are its weakest); 67108864 = 2²⁶, 1.11e-16 = 2⁻⁵³.
  const uniform = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) * 1.1102230246251565e-16;

  // Marsaglia's polar method: (u, v) uniform in the unit disc, s = u² + v²; then u·√(−2 ln s / s) is standard normal.
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const scale = Math.sqrt((-2 * log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    }
  };

  return {
    // The length in front keeps stream("a/b") apart from stream("a").stream("b"), whatever the names contain.
    stream: (name) => streamAt(`${path}/${String(name).length}:${name}`),
    uniform,
    normal,
    integer: (below) => Math.floor(uniform() * below),
    seed: word,
  };
}
