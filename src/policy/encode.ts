/**
 * Observations of any space of fixed size as rows of numbers, which is what networks take.
 *
 * | space          | numbers                                        |
 * |----------------|------------------------------------------------|
 * | box            | its elements; of uint8 divided by 255          |
 * | discrete       | one-hot                                        |
 * | multi-discrete | a one-hot for each element                     |
 * | multi-binary   | its elements                                   |
 * | dict, tuple    | those of its members, one after another        |
 *
 * Text has no such form and is refused. Imports: env.
 */
import { flatten, leaves } from "../env/leaves.ts";
import type { AnyBatch, LeafSpace, Space } from "../env/space.ts";

export interface Encoder {
  /** Numbers of a row. */
  readonly size: number;
  /** [n × size], row after row. */
  encode(observations: AnyBatch): Float64Array;
}

/** Throws `RangeError` for a space that has text in it. */
export function encoder(space: Space): Encoder {
  const parts = leaves(space, "observation").map(({ space: leaf, path }) => partOf(leaf, path));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const [only] = parts;
  return {
    size,
    encode(observations) {
      const batches = flatten(space, observations as never) as readonly Numbers[];
      // The usual case, a box of floats, is rows already.
      if (parts.length === 1 && only?.isPlain && batches[0] instanceof Float64Array) return batches[0];
      const count = (batches[0]?.length ?? 0) / (only?.entries ?? 1);
      const rows = new Float64Array(count * size);
      let column = 0;
      for (const [p, part] of parts.entries()) {
        part.write(batches[p] as Numbers, rows, column, size);
        column += part.size;
      }
      return rows;
    },
  };
}

type Numbers = ArrayLike<number | bigint>;

interface Part {
  readonly size: number;
  /** Entries of the batch that belong to one row. */
  readonly entries: number;
  /** Whether the batch is the rows. */
  readonly isPlain: boolean;
  /** Writes its columns, from the `column`-th, of rows of `size`. */
  write(batch: Numbers, rows: Float64Array, column: number, size: number): void;
}

function partOf(space: LeafSpace, path: string): Part {
  switch (space.type) {
    case "box": {
      const divisor = space.dtype === "uint8" ? 255 : 1;
      return plain(space.low.length, divisor, divisor === 1);
    }
    case "multiBinary":
      return plain(
        space.shape.reduce((product, n) => product * n, 1),
        1,
        false,
      );
    case "discrete":
      return oneHots([space.count], [space.start]);
    case "multiDiscrete":
      return oneHots(space.counts, space.starts);
    case "text":
      throw new RangeError(
        `${path} is text, which is no number: expected boxes, discrete or binary spaces. Leave it out of the observation, or encode it in the environment`,
      );
  }
}

function plain(entries: number, divisor: number, isPlain: boolean): Part {
  return {
    size: entries,
    entries,
    isPlain,
    write(batch, rows, column, size) {
      for (let i = 0; i < batch.length; i++)
        rows[Math.floor(i / entries) * size + column + (i % entries)] = Number(batch[i]) / divisor;
    },
  };
}

function oneHots(counts: readonly number[], starts: readonly number[]): Part {
  const entries = counts.length;
  const offsets = counts.map((_, j) => counts.slice(0, j).reduce((sum, count) => sum + count, 0));
  return {
    size: counts.reduce((sum, count) => sum + count, 0),
    entries,
    isPlain: false,
    write(batch, rows, column, size) {
      for (let i = 0; i < batch.length; i++) {
        const j = i % entries;
        const index = Number(batch[i]) - (starts[j] ?? 0);
        rows[Math.floor(i / entries) * size + column + (offsets[j] as number) + index] = 1;
      }
    },
  };
}
