import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Pacer } from "../../../src/deploy/loop/pacer.ts";

/** Time that passes only where it is told to; sleeping always ends on time, unless woken at `wakeAt`. */
class VirtualTime {
  now = 5;
  wakeAt = Infinity;
  readonly clock = (): number => this.now;
  readonly sleepUntil = (time: number): boolean => {
    if (this.wakeAt < time) {
      this.now = Math.max(this.now, this.wakeAt);
      this.wakeAt = Infinity;
      return true;
    }
    this.now = Math.max(this.now, time);
    return false;
  };
}

test("deadlines lie a period apart from the first on, whatever the work in between takes", () => {
  const time = new VirtualTime();
  const pacer = new Pacer(0.25, time.clock, time.sleepUntil);
  const deadlines: number[] = [];
  for (const work of [0.1, 0.2, 0.05, 0.24]) {
    pacer.next();
    deadlines.push(pacer.deadline);
    time.now += work;
  }
  assert.deepEqual(deadlines, [5, 5.25, 5.5, 5.75]);
  assert.equal(pacer.tick, 3);
});

test("a tick that is late by less than a period is late and nothing is skipped", () => {
  const time = new VirtualTime();
  const pacer = new Pacer(0.25, time.clock, time.sleepUntil);
  pacer.next();
  time.now = 5.375; // half a period after the deadline of tick 1
  pacer.next();
  assert.deepEqual([pacer.tick, pacer.deadline, pacer.begin, pacer.skipped], [1, 5.25, 5.375, 0]);
});

test("after a stall of three and a half periods one tick is late, two are skipped, and there is no burst", () => {
  const time = new VirtualTime();
  const pacer = new Pacer(0.25, time.clock, time.sleepUntil);
  pacer.next();
  time.now = 5.875; // deadlines 5.25 and 5.5 are gone, 5.75 is late
  pacer.next();
  assert.deepEqual([pacer.tick, pacer.deadline, pacer.skipped], [3, 5.75, 2]);
  pacer.next();
  assert.deepEqual([pacer.tick, pacer.deadline, pacer.begin, pacer.skipped], [4, 6, 6, 0]);
});

test("a sleep that lasts too long skips what passed in it", () => {
  const time = new VirtualTime();
  const pacer = new Pacer(0.25, time.clock, (until) => {
    time.now = until + 0.625; // two periods and a half
    return false;
  });
  pacer.next();
  pacer.next();
  assert.deepEqual([pacer.tick, pacer.deadline, pacer.begin, pacer.skipped], [3, 5.75, 5.875, 2]);
});

test("a tick that is woken begins at once, and later deadlines count from it", () => {
  const time = new VirtualTime();
  const pacer = new Pacer(0.25, time.clock, time.sleepUntil);
  pacer.next();
  time.wakeAt = 5.0625;
  pacer.next();
  assert.deepEqual([pacer.tick, pacer.deadline, pacer.begin], [1, 5.0625, 5.0625]);
  pacer.next();
  assert.deepEqual([pacer.tick, pacer.deadline], [2, 5.3125]);
});

test("no two ticks begin within the same period, and ticks and skipped ones together are all deadlines", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 50 }), (work) => {
      const time = new VirtualTime();
      const pacer = new Pacer(0.25, time.clock, time.sleepUntil);
      let skipped = 0;
      work.forEach((duration, index) => {
        pacer.next();
        skipped += pacer.skipped;
        assert.equal(pacer.tick, index + skipped);
        assert.equal(pacer.deadline, 5 + 0.25 * pacer.tick);
        assert.ok(pacer.begin >= pacer.deadline && pacer.begin < pacer.deadline + 0.25);
        time.now += duration;
      });
    }),
  );
});

test("a clock that goes back is not slept through: the next tick begins at once, at the earlier time", () => {
  for (const leap of ["before", "in"] as const) {
    const time = new VirtualTime();
    const pacer = new Pacer(0.25, time.clock, (until) => {
      // As it is asleep; it ends when it sees that.
      if (leap === "in" && pacer.tick === 0) time.now -= 2;
      else time.now = Math.max(time.now, until);
      return false;
    });
    pacer.next();
    if (leap === "before") time.now -= 2;
    pacer.next();
    assert.deepEqual([pacer.tick, pacer.begin, pacer.deadline, pacer.skipped], [1, 3, 3, 0]);
    pacer.next();
    assert.deepEqual([pacer.tick, pacer.begin], [2, 3.25]);
  }
});
