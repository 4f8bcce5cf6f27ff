/** Waiting in a thread of its own: asleep on a cell of shared memory, awake for the last moment. */
import type { SharedBlock } from "./shared-block.ts";

/** A sleeping thread comes back late by a fraction of a millisecond; so long before the deadline it stays awake, s. */
const spin = 0.0005;
/** It says that it lives at least this often, s, however long the period. */
const longestSleep = 0.01;

/** Sleeps until a time of `clock`, or until that goes back; answers true as soon as somebody wakes the block. Allocates nothing. */
export function sleeper(block: SharedBlock, clock: () => number): (time: number) => boolean {
  return (time) => {
    let before = Infinity;
    for (let left = time - clock(); left > spin; left = time - clock()) {
      if (left > before) return false;
      before = left;
      if (block.sleep(Math.min(left - spin, longestSleep))) return true;
      block.beatThread();
    }
    while (clock() < time) if (block.woken) return true;
    return false;
  };
}
