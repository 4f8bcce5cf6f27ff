/**
 * θ, the optimizer's moments and the step counter T in memory that all workers share: the global variables of Algorithm S3.
 *
 * `hogwild` lets workers write over each other (Recht et al. 2011): an update that is lost now and then costs less than waiting. `locked` makes
 * each update whole, one after another.
 */
import type { Optimizer, OptimizerState } from "../../optimizer/optimizer.ts";

/** What is handed to a worker; every array lies in shared memory. */
export interface SharedState {
  readonly params: Float64Array;
  readonly moments: Readonly<Record<string, Float64Array>>;
  /** [T, updates made, lock] */
  readonly counters: Int32Array;
}

const STEPS = 0;
const UPDATES = 1;
const LOCK = 2;

export function sharedState(params: Float64Array, { count, moments }: OptimizerState): SharedState {
  const counters = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  counters[UPDATES] = count;
  return {
    params: shared(params),
    moments: Object.fromEntries(Object.entries(moments).map(([name, values]) => [name, shared(values)])),
    counters,
  };
}

/** A copy of θ: θ′ of the worker. */
export function paramsOf({ params }: SharedState): Float64Array {
  return Float64Array.from(params);
}

export function optimizerStateOf({ moments, counters }: SharedState): OptimizerState {
  return {
    count: Atomics.load(counters, UPDATES),
    moments: Object.fromEntries(
      Object.entries(moments).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
  };
}

/** T after `steps` more. */
export function countSteps({ counters }: SharedState, steps: number): number {
  return Atomics.add(counters, STEPS, steps) + steps;
}

export function stepsOf({ counters }: SharedState): number {
  return Atomics.load(counters, STEPS);
}

/** θ ← θ + optimizer(g), with the moments as they are now. */
export function applyGradient(
  state: SharedState,
  optimizer: Optimizer,
  gradient: Float64Array,
  updates: "hogwild" | "locked",
): void {
  if (updates === "locked") lock(state.counters);
  try {
    const { params, moments, counters } = state;
    const { delta, state: next } = optimizer.update(gradient, optimizerStateOf(state), params);
    for (let j = 0; j < delta.length; j++) params[j] = (params[j] as number) + (delta[j] as number);
    for (const [name, values] of Object.entries(next.moments)) moments[name]?.set(values);
    Atomics.add(counters, UPDATES, 1);
  } finally {
    if (updates === "locked") unlock(state.counters);
  }
}

function lock(counters: Int32Array): void {
  while (Atomics.compareExchange(counters, LOCK, 0, 1) !== 0) Atomics.wait(counters, LOCK, 1);
}

function unlock(counters: Int32Array): void {
  Atomics.store(counters, LOCK, 0);
  Atomics.notify(counters, LOCK, 1);
}

function shared(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
