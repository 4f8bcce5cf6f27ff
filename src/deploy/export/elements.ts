/** The numbers of an encoded observation, or of an action of a box, each with its name: what a row means, for people and manifests. */
import { leaves } from "../../env/leaves.ts";
import type { LeafSpace, Space } from "../../env/space.ts";

export interface Element {
  readonly name: string;
  readonly unit: string;
  /** Infinite where there is no bound. */
  readonly low: number;
  readonly high: number;
}

/** In the order of `encoder` (policy/encode.ts). Throws `RangeError` for text, which is no number. */
export function elementsOf(space: Space): Element[] {
  return leaves(space, "").flatMap(({ space: leaf, path }) => {
    const prefix = path === "" ? "" : `${path.slice(1)}.`;
    return ofLeaf(leaf).map((element) => ({ ...element, name: `${prefix}${element.name}` }));
  });
}

function ofLeaf(space: LeafSpace): Element[] {
  switch (space.type) {
    case "box": {
      // Bytes are encoded as shares of 255.
      const divisor = space.dtype === "uint8" ? 255 : 1;
      return Array.from(space.low, (low, j) => ({
        name: space.names[j] ?? `${j}`,
        unit: space.units[j] ?? "1",
        low: low / divisor,
        high: (space.high[j] ?? Number.POSITIVE_INFINITY) / divisor,
      }));
    }
    case "multiBinary":
      return Array.from({ length: space.shape.reduce((product, n) => product * n, 1) }, (_, j) =>
        indicator(space.names[j] ?? `${j}`),
      );
    case "discrete":
      return oneHot("is", space.count, space.start, space.names);
    case "multiDiscrete":
      return space.counts.flatMap((count, j) =>
        oneHot(space.names[j] ?? `${j}`, count, space.starts[j] ?? 0, []),
      );
    case "text":
      throw new RangeError("text is no number: expected boxes, discrete or binary spaces");
  }
}

function oneHot(name: string, count: number, start: number, values: readonly string[]): Element[] {
  return Array.from({ length: count }, (_, a) => indicator(`${name}=${values[a] ?? start + a}`));
}

function indicator(name: string): Element {
  return { name, unit: "1", low: 0, high: 1 };
}
