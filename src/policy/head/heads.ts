/** The heads by the names a configuration knows them by, and the natural one of an action space. */
import type { BoxSpace, DiscreteSpace, Space } from "../../env/space.ts";
import { type GaussianOptions, gaussianHead, stdSources } from "./gaussian.ts";
import type { Head } from "./head.ts";
import { softmaxHead } from "./softmax.ts";

/** Settings of a head, by name; each refuses those that are not its own. */
export type HeadSettings = Readonly<Record<string, number | string | boolean>>;

interface Known {
  /** The type of space it acts in. */
  readonly space: Space["type"];
  readonly settings: readonly string[];
  make(space: Space, settings: HeadSettings): Head;
}

const heads: Readonly<Record<string, Known>> = {
  softmax: {
    space: "discrete",
    settings: [],
    make: (space) => softmaxHead(space as DiscreteSpace) as unknown as Head,
  },
  gaussian: {
    space: "box",
    settings: ["std", "logStd"],
    make: (space, settings) =>
      gaussianHead(space as BoxSpace, settings as GaussianOptions) as unknown as Head,
  },
};

export const headNames = Object.keys(heads);
export { stdSources };

/** The head `name`, or the natural one where there is none. Throws `RangeError` with what would work. */
export function headFor(space: Space, name: string | undefined, settings: HeadSettings = {}): Head {
  const fitting = headNames.filter((known) => heads[known]?.space === space.type);
  const chosen = name ?? fitting[0];
  if (chosen === undefined)
    throw new RangeError(
      `no head draws actions of a ${space.type} space; there are heads for ${[...new Set(headNames.map((known) => heads[known]?.space))].join(", ")} spaces`,
    );
  const known = Object.hasOwn(heads, chosen) ? heads[chosen] : undefined;
  if (known === undefined)
    throw new RangeError(`no head is called "${chosen}"; there are ${headNames.join(", ")}`);
  if (known.space !== space.type)
    throw new RangeError(
      `a ${chosen} head acts in a ${known.space} space, the environment's is a ${space.type} space: expected ${fitting.join(" or ") || "another environment"}`,
    );
  requireFloats(chosen, space);
  for (const setting of Object.keys(settings))
    if (!known.settings.includes(setting))
      throw new RangeError(
        `a ${chosen} head has no setting "${setting}"; it has ${known.settings.join(", ") || "none"}`,
      );
  return known.make(space, settings);
}

function requireFloats(name: string, space: Space): void {
  if (space.type !== "box" || space.dtype === "float64" || space.dtype === "float32") return;
  throw new RangeError(
    `a ${name} head acts in a box of floats, the environment's is a box of ${space.dtype}`,
  );
}
