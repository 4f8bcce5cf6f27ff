/** The heads by the names a configuration knows them by, and the natural one of an action space. */
import type {
  BoxSpace,
  DiscreteSpace,
  MultiBinarySpace,
  MultiDiscreteSpace,
  Space,
} from "../../env/space.ts";
import { bernoulliHead } from "./bernoulli.ts";
import { deterministicHead } from "./deterministic.ts";
import { type FullGaussianOptions, fullGaussianHead } from "./full-gaussian.ts";
import { type GaussianOptions, gaussianHead, stdSources } from "./gaussian.ts";
import type { Head } from "./head.ts";
import { multiDiscreteHead } from "./multi-discrete.ts";
import { softmaxHead } from "./softmax.ts";
import { squashedGaussianHead } from "./squashed-gaussian.ts";

/** Settings of a head, by name; each refuses those that are not its own. */
export type HeadSettings = Readonly<Record<string, number | string | boolean>>;

interface Known {
  /** The types of space it acts in. */
  readonly spaces: readonly Space["type"][];
  readonly settings: readonly string[];
  make(space: Space, settings: HeadSettings): Head;
}

/** The first of a space is its natural one. */
const heads: Readonly<Record<string, Known>> = {
  softmax: {
    spaces: ["discrete"],
    settings: [],
    make: (space) => softmaxHead(space as DiscreteSpace) as unknown as Head,
  },
  "multi-discrete": {
    spaces: ["multiDiscrete"],
    settings: [],
    make: (space) => multiDiscreteHead(space as MultiDiscreteSpace) as unknown as Head,
  },
  bernoulli: {
    spaces: ["multiBinary"],
    settings: [],
    make: (space) => bernoulliHead(space as MultiBinarySpace) as unknown as Head,
  },
  gaussian: {
    spaces: ["box"],
    settings: ["std", "logStd"],
    make: (space, settings) =>
      gaussianHead(space as BoxSpace, settings as GaussianOptions) as unknown as Head,
  },
  "squashed-gaussian": {
    spaces: ["box"],
    settings: ["std", "logStd"],
    make: (space, settings) =>
      squashedGaussianHead(space as BoxSpace, settings as GaussianOptions) as unknown as Head,
  },
  "full-gaussian": {
    spaces: ["box"],
    settings: ["logStd"],
    make: (space, settings) =>
      fullGaussianHead(space as BoxSpace, settings as FullGaussianOptions) as unknown as Head,
  },
  deterministic: {
    spaces: ["discrete", "multiDiscrete", "multiBinary", "box"],
    settings: [],
    make: (space) =>
      deterministicHead(headFor(space, undefined, space.type === "box" ? { std: "fixed" } : {})),
  },
};

export const headNames = Object.keys(heads);
export { stdSources };

/** The head `name`, or the natural one where there is none. Throws `RangeError` with what would work. */
export function headFor(space: Space, name: string | undefined, settings: HeadSettings = {}): Head {
  const fitting = headNames.filter((known) => heads[known]?.spaces.includes(space.type));
  const chosen = name ?? fitting[0];
  if (chosen === undefined)
    throw new RangeError(
      `no head draws actions of a ${space.type} space; there are heads for ${[...new Set(headNames.flatMap((known) => heads[known]?.spaces))].join(", ")} spaces`,
    );
  const known = Object.hasOwn(heads, chosen) ? heads[chosen] : undefined;
  if (known === undefined)
    throw new RangeError(`no head is called "${chosen}"; there are ${headNames.join(", ")}`);
  if (!known.spaces.includes(space.type))
    throw new RangeError(
      `a ${chosen} head acts in a ${known.spaces.join(" or ")} space, the environment's is a ${space.type} space: expected ${fitting.join(" or ") || "another environment"}`,
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
