/**
 * Numbers nobody should learn from: found before they reach the parameters, with where they came from.
 *
 * The update is not made, the last good parameters stay, and the batch is kept for whoever looks for the cause.
 */
import { firstNonFinite } from "../../math/vector.ts";
import type { Stretch } from "../../rollout/stretch.ts";

/** Nothing was updated. `batch` is what would have been learned from. */
export class UnusableNumbers extends Error {
  override readonly name = "UnusableNumbers";
  readonly batch: readonly Stretch[];
  constructor(message: string, batch: readonly Stretch[], options?: ErrorOptions) {
    super(message, options);
    this.batch = batch;
  }
}

/** Throws `UnusableNumbers` naming the first observation, action or reward that is no finite number. */
export function requireUsable(stretches: readonly Stretch[]): void {
  for (const { envId, seed, start, observations, actions, rewards, next, length } of stretches)
    for (const [what, values] of Object.entries({
      observation: observations,
      action: actions,
      reward: rewards,
      observation_after: next,
    })) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at < 0) continue;
      const size = values.length / (values === next ? 1 : length);
      const where = `environment ${envId}, episode of seed ${seed}, step ${start + Math.floor(at / size)}`;
      throw new UnusableNumbers(
        `${where}: element ${at % size} of the ${what.replace("_", " ")} is ${values[at]}, expected a finite number. ` +
          "Nothing was updated and the last good parameters are kept. Look at what the environment does there",
        stretches,
      );
    }
}

/** Throws `UnusableNumbers` unless every parameter of an update is finite. */
export function requireFiniteParams(params: Float64Array, stretches: readonly Stretch[]): void {
  const bad = firstNonFinite(params);
  if (bad < 0) return;
  throw new UnusableNumbers(
    `parameter ${bad} would become ${params[bad]}. Nothing was updated and the last good parameters are kept. ` +
      "A smaller learning rate, or normalized rewards and observations, keep numbers in range",
    stretches,
  );
}
