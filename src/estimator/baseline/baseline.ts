import type { Rows } from "../../rollout/rows.ts";

/**
 * What is subtracted from a weight to lower its variance: b of every row, given what is judged, one number a row (rewards-to-go, full
 * returns, …).
 *
 * E[∇ log π(a | s) b] = b ∇ Σ_a π(a | s) = 0 for every b that does not depend on the action: a constant, a number for each step, a function of the
 * state. A b that was taken from the very episode it judges does depend on it, so the baselines of this folder **leave one out**: episode i is
 * judged by the others. Including it, which is the habit of the field, is legal here too (`leaveOneOut: false`); then the constant baseline of m
 * episodes has the expectation (1 − 1/m) ∇U, and the others a bias of the same order.
 *
 * The values of a critic that was fitted to earlier batches stand in the same slot: `valuesOf(model, params, rows).rows`.
 */
export type Baseline = (rows: Rows, judged: Float64Array) => Float64Array;

export interface LeaveOneOut {
  /** Episode i is judged by the others only. Default true. */
  readonly leaveOneOut?: boolean;
}
