/**
 * What it is worth to be at each row, and behind the end of each stretch: the one place that says where to bootstrap.
 *
 * Flows in: a critic (the values of an `ActorCritic`, or a linear one: baseline/linear-value.ts) and rows. Flows out: `Values`.
 */
import type { ActorCritic } from "../policy/actor-critic.ts";
import type { Valued } from "../rollout/returns.ts";
import { byStretch, type Rows } from "../rollout/rows.ts";

export interface Values {
  /** V(s) of each row. */
  readonly rows: Float64Array;
  /** V_N of each stretch: 0 where it terminated, V(next) where it was truncated or cut. */
  readonly behind: Float64Array;
}

/** The values of the model's critic. Throws `RangeError` where it has none. */
export function valuesOf(model: ActorCritic, params: Float64Array, rows: Rows): Values {
  return {
    rows: model.values(params, rows.observations),
    behind: behindEnds(rows, model.values(params, rows.next)),
  };
}

/** V_N from V(next) of each stretch. A task that ended pays nothing more, whatever a critic makes of its last observation. */
export function behindEnds({ stretches }: Rows, next: Float64Array): Float64Array {
  return next.map((value, k) => (stretches[k]?.end === "terminated" ? 0 : value));
}

/** `compute` of every stretch with its values, laid row after row. */
export function byValuedStretch(
  rows: Rows,
  values: Values,
  compute: (valued: Valued) => Float64Array,
): Float64Array {
  return byStretch(rows, ({ rewards }, k, from, to) =>
    compute({ rewards, values: values.rows.subarray(from, to), behind: values.behind[k] as number }),
  );
}
