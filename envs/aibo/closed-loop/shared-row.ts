/** What a robot in a worker thread and the pool pass to one another without copying: its numbers, side by side. */
import { observationSize, targetFields } from "./observation.ts";
import { walkProperties } from "./spec.ts";

export interface SharedRow {
  readonly action: Float64Array;
  readonly reward: Float64Array;
  readonly observation: Float64Array;
  readonly properties: Float64Array;
}

const sizes = [targetFields.length, 1, observationSize, walkProperties.length] as const;

export function newSharedRow(): SharedArrayBuffer {
  return new SharedArrayBuffer(8 * sizes.reduce((sum, size) => sum + size, 0));
}

export function viewsOf(memory: SharedArrayBuffer): SharedRow {
  let at = 0;
  const [action, reward, observation, properties] = sizes.map((size) => {
    const view = new Float64Array(memory, at, size);
    at += 8 * size;
    return view;
  }) as [Float64Array, Float64Array, Float64Array, Float64Array];
  return { action, reward, observation, properties };
}
