/** What the held-out episodes of a seed are worth in toy:linear-quadratic to the best there is, in closed form. */
import { createRng } from "../../../src/math/random.ts";
import { mean } from "../../../src/math/statistics.ts";
import { dot } from "../../../src/math/vector.ts";
import { heldOutSeeds } from "../../../src/train/evaluate.ts";
import { startState } from "../../support/lqr.ts";
import { riccati } from "../../support/riccati.ts";

/** −x₀ᵀPx₀, the mean of the twenty starts that `gaitway train --seed SEED` evaluates on. */
export function bestReturn(seed: number): number {
  const { p } = riccati(2);
  const seeds = heldOutSeeds(createRng(seed).stream("held-out"), 20);
  return mean(
    seeds.map((each) => {
      const start = startState(2, each);
      return -dot(
        start,
        Float64Array.from({ length: 2 }, (_, i) => dot(Float64Array.from(p.getRow(i)), start)),
      );
    }),
  );
}
