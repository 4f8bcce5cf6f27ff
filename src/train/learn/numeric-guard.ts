/**
 * Numbers nobody should learn from: found before they reach the parameters, with where they came from.
 *
 * The update is not made, the last good parameters stay, and the batch is kept for whoever looks for the cause.
 */
import { InvalidTrials } from "../../estimator/returns.ts";
import { InvalidWeights } from "../../estimator/score-gradient.ts";
import { firstNonFinite } from "../../math/vector.ts";
import { InvalidGradient } from "../../optimizer/state.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { LearnState } from "./learner.ts";

/** Nothing was updated. `batch` is what would have been learned from. */
export class UnusableNumbers extends Error {
  override readonly name = "UnusableNumbers";
  readonly batch: readonly Stretch[];
  constructor(message: string, batch: readonly Stretch[], options?: ErrorOptions) {
    super(message, options);
    this.batch = batch;
  }
}

const kept = "Nothing was updated and the last good parameters are kept.";

/** Throws `UnusableNumbers` naming the first observation, action or reward that is no finite number. */
export function requireUsable(stretches: readonly Stretch[]): void {
  for (const { envId, seed, start, observations, actions, rewards, next, length } of stretches)
    for (const [what, values] of [
      ["observation", observations],
      ["action", actions],
      ["reward", rewards],
      ["observation after", next],
    ] as const) {
      const at = firstNonFinite(values);
      if (at < 0) continue;
      const size = values.length / (values === next ? 1 : length);
      const step = values === next ? length - 1 : Math.floor(at / size);
      const where = `environment ${envId}, episode of seed ${seed}, step ${start + step}`;
      throw new UnusableNumbers(
        `${where}: element ${at % size} of the ${what} is ${values[at]}, expected a finite number. ` +
          `${kept} Look at what the environment does there`,
        stretches,
      );
    }
}

/** What `learn` makes of the batch; numbers that an estimator or an optimizer refuses are `UnusableNumbers`. */
export function guarded<T>(stretches: readonly Stretch[], learn: () => T): T {
  try {
    return learn();
  } catch (cause) {
    // Only of numbers: settings were checked when the learner was made.
    const isOurs = [InvalidGradient, InvalidTrials, InvalidWeights, RangeError].some(
      (type) => cause instanceof type,
    );
    if (!isOurs) throw cause;
    throw new UnusableNumbers(`${(cause as Error).message}. ${kept}`, stretches, { cause });
  }
}

/** Throws `UnusableNumbers` unless parameters and statistics that an update leaves behind are finite. */
export function requireFinite(
  { params, normalizer, rewardScale }: Pick<LearnState, "params" | "normalizer" | "rewardScale">,
  stretches: readonly Stretch[],
): void {
  const statistics = [normalizer?.mean ?? [], normalizer?.squares ?? []].map((values) =>
    Float64Array.from(values),
  );
  const moments = rewardScale?.moments;
  const checked: readonly (readonly [what: string, values: Float64Array])[] = [
    ["parameter", params],
    ...statistics.map((values) => ["statistic of observation element", values] as const),
    ["statistic of returns", Float64Array.of(moments?.mean ?? 0, moments?.squares ?? 0)],
  ];
  for (const [what, values] of checked) {
    const bad = firstNonFinite(values);
    if (bad < 0) continue;
    throw new UnusableNumbers(
      `${what} ${bad} would become ${values[bad]}. ${kept} ` +
        "A smaller learning rate, or smaller rewards and observations, keep numbers in range",
      stretches,
    );
  }
}
