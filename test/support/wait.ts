/** Waiting for something to become true, without guessing how long that takes. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** Looks again and again until `holds`, and fails with `what` when that takes longer than `withinMs`. */
export async function until(what: string, holds: () => boolean, withinMs = 5_000): Promise<void> {
  const begin = performance.now();
  while (!holds()) {
    assert.ok(performance.now() - begin < withinMs, `${what}: not within ${withinMs} ms`);
    await delay(2);
  }
}

/** A promise with its ends in hand. */
export function deferred<T = void>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
