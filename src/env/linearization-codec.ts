/**
 * The derivatives of some environments' steps as tensors and back: six of float64, the environments as their first extent.
 *
 *     ∂s′/∂s [env, n, n]   ∂s′/∂a [env, n, m]   ∂o′/∂s [env, k, n]   ∂o′/∂a [env, k, m]   dr/ds [env, n]   dr/da [env, m]
 *
 * k and m are numbers of an observation and an action; n is the server's. Imports: transport.
 */
import { float64Tensor, type Tensor } from "../transport/tensor.ts";
import type { Linearization } from "./differentiable.ts";

export interface Sizes {
  /** k */
  readonly observation: number;
  /** m */
  readonly action: number;
}

/** In the order of the wire. */
const parts = [
  "nextByState",
  "nextByAction",
  "observationByState",
  "observationByAction",
  "rewardByState",
  "rewardByAction",
] as const satisfies readonly (keyof Linearization)[];

/** At least one record, all of one size. */
export function linearizationTensors(records: readonly Linearization[], sizes: Sizes): readonly Tensor[] {
  const shapes = shapesOf(records[0]?.rewardByState.length ?? 0, sizes);
  return parts.map((part, i) => {
    const shape = shapes[i] as readonly number[];
    const size = shape.reduce((product, extent) => product * extent, 1);
    const data = new Float64Array(records.length * size);
    for (const [row, record] of records.entries()) data.set(record[part], row * size);
    return float64Tensor(data, [records.length, ...shape]);
  });
}

/** Calls `refuse`, which throws, for tensors that are no derivatives of `count` environments. */
export function linearizationsIn(
  tensors: readonly Tensor[],
  count: number,
  sizes: Sizes,
  refuse: (what: string) => never,
): Linearization[] {
  const stateSize = tensors[4]?.shape[1] ?? 0;
  const shapes = shapesOf(stateSize, sizes).map((shape) => [count, ...shape]);
  const fits =
    stateSize > 0 &&
    tensors.length === parts.length &&
    tensors.every(({ dtype, shape }, i) => dtype === "float64" && `${shape}` === `${shapes[i]}`);
  if (!fits) refuse(differs(tensors, count, sizes));
  return Array.from({ length: count }, (_, row) => {
    const record = parts.map((part, i) => {
      const data = tensors[i]?.data as Float64Array;
      const size = data.length / count;
      return [part, data.slice(row * size, (row + 1) * size)] as const;
    });
    return Object.fromEntries(record) as unknown as Linearization;
  });
}

function shapesOf(n: number, { observation: k, action: m }: Sizes): readonly (readonly number[])[] {
  return [[n, n], [n, m], [k, n], [k, m], [n], [m]];
}

function differs(tensors: readonly Tensor[], count: number, { observation: k, action: m }: Sizes): string {
  const expected = `[${count}, n, n], [${count}, n, ${m}], [${count}, ${k}, n], [${count}, ${k}, ${m}], [${count}, n], [${count}, ${m}]`;
  const got = tensors.map(({ dtype, shape }) => `${dtype} [${shape.join(", ")}]`).join(", ") || "none";
  return `expected float64 tensors ${expected} with n of 1 or more, got ${got}`;
}
