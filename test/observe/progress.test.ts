import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDuration } from "../../src/observe/duration.ts";
import { createLogger } from "../../src/observe/logging.ts";
import { createProgress } from "../../src/observe/progress.ts";
import {
  barLine,
  type LapRate,
  type ProgressRecord,
  progressLine,
  remainingTime,
  updateRate,
} from "../../src/observe/progress-line.ts";
import { createTerminal } from "../../src/observe/terminal.ts";
import { FakeTerminal } from "./fake-terminal.ts";

const words = { label: "speed", format: (value: number) => `${Math.round(value * 1000)} mm/s` };
const record: ProgressRecord = {
  iteration: 3,
  iterations: 23,
  laps: 135,
  lapsTotal: 1035,
  current: 0.2514,
  best: 0.2629,
  elapsed: 30,
};
const rateOf = (rate: number | undefined): LapRate => ({ laps: 135, elapsed: 30, begin: 0, rate });
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be absent
const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

test("a line says iteration, speed, time left, best, laps and laps a second", () => {
  // 900 laps left at 4.5 laps/s are 200 s.
  assert.equal(
    progressLine(record, rateOf(4.5), words),
    "iteration  3/23 · speed 251 mm/s · 3 min 20 s left · best 263 mm/s · laps  135/1035 · 4.5 laps/s",
  );
});

test("what is not known yet is left out, never shown as NaN", () => {
  const start = { ...record, iteration: 0, laps: 0, current: Number.NaN, best: Number.NEGATIVE_INFINITY };
  assert.equal(progressLine(start, rateOf(undefined), words), "iteration  0/23 · laps    0/1035");
});

test("the words of another task take the place of speed and laps", () => {
  const line = progressLine(record, rateOf(2), {
    label: "return",
    format: (value) => value.toFixed(2),
    laps: "episodes",
  });
  assert.match(line, /return 0\.25 .* episodes {2}135\/1035 · 2\.0 episodes\/s$/);
});

test("laps at a constant pace give that pace and the exact time left", () => {
  let rate: LapRate | undefined;
  for (let second = 0; second <= 60; second += 1)
    rate = updateRate(rate, { ...record, laps: 4 * second, elapsed: second });
  assert.ok(Math.abs(rate!.rate! - 4) < 1e-9);
  // 1035 − 240 = 795 laps at 4 a second.
  assert.ok(Math.abs(remainingTime(rate!, { ...record, laps: 240 })! - 198.75) < 1e-6);
});

test("laps done before a resume do not count as speed", () => {
  const first = updateRate(undefined, { ...record, laps: 900, elapsed: 0 });
  const second = updateRate(first, { ...record, laps: 903, elapsed: 1 });
  assert.equal(second.rate, 3);
});

test("a clock that runs backwards and a count that falls do not change the rate", () => {
  const before: LapRate = { laps: 100, elapsed: 25, begin: 0, rate: 4 };
  assert.equal(updateRate(before, { ...record, laps: 110, elapsed: 20 }), before);
  assert.equal(updateRate(before, { ...record, laps: 90, elapsed: 30 }), before);
});

test("a pace that changes is followed, not jumped to", () => {
  let rate = updateRate(updateRate(undefined, { ...record, laps: 0, elapsed: 0 }), {
    ...record,
    laps: 10,
    elapsed: 1,
  });
  const paces: number[] = [];
  for (let second = 1; second <= 120; second += 1) {
    rate = updateRate(rate, { ...record, laps: 10 + 2 * second, elapsed: 1 + second });
    paces.push(rate.rate!);
  }
  // Young, it is the plain average: 12 laps in 2 s.
  assert.equal(paces[0], 6);
  assert.ok(paces[119]! < 2.1, `${paces[119]}`);
  assert.ok(paces.every((pace, index) => index === 0 || pace < paces[index - 1]!));
});

test("two laps that end together do not promise the rest at their pace", () => {
  // Two workers: the first lap after 200 ms, the second 1 ms later, ten more each 100 ms.
  let rate = updateRate(undefined, { ...record, laps: 0, elapsed: 0 });
  for (const [laps, elapsed] of [
    [1, 0.2],
    [2, 0.201],
    [4, 0.4],
    [6, 0.6],
  ] as const) {
    rate = updateRate(rate, { ...record, laps, elapsed });
  }
  assert.ok(Math.abs(rate.rate! - 10) < 1e-9, `${rate.rate} laps/s`);
});

test("a stall makes the time left grow", () => {
  const running = updateRate(
    { laps: 0, elapsed: 0, begin: 0, rate: undefined },
    { ...record, laps: 100, elapsed: 25 },
  );
  const stalled = updateRate(running, { ...record, laps: 100, elapsed: 45 });
  const at = { ...record, laps: 100 };
  assert.ok(remainingTime(stalled, at)! > 1.5 * remainingTime(running, at)!);
});

test("where laps alone say how far a run is, the iteration is left out", () => {
  const steps = { ...record, iterations: Number.NaN };
  assert.doesNotMatch(progressLine(steps, updateRate(undefined, steps), words), /iteration/);
  const endless = { ...steps, lapsTotal: Number.NaN };
  assert.match(progressLine(endless, updateRate(undefined, endless), words), /iteration/);
});

test("whatever is fed, the time left is never NaN or negative and the line never says NaN", () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 2000 }).map(Number));
  const any = fc.record({
    iteration: number,
    iterations: number,
    laps: number,
    lapsTotal: number,
    current: number,
    best: number,
    elapsed: number,
  });
  fc.assert(
    fc.property(
      fc.array(any, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 200 }),
      (records, columns) => {
        let rate: LapRate | undefined;
        for (const each of records) {
          rate = updateRate(rate, each);
          const left = remainingTime(rate, each);
          assert.ok(left === undefined || left >= 0, `${left}`);
          assert.ok(barLine(each, rate, words, columns).length < columns || columns === 1);
          assert.doesNotMatch(progressParts(each, rate), /NaN/);
        }
      },
    ),
    { numRuns: 300, seed: 2004 },
  );
});

/** The parts that are computed here; counts are shown as they were given. */
function progressParts(each: ProgressRecord, rate: LapRate): string {
  return progressLine({ ...each, iteration: 1, iterations: 2, laps: 3, lapsTotal: 4 }, rate, words);
}

test("a bar line keeps within the terminal and drops the least important parts first", () => {
  for (let columns = 1; columns <= 140; columns += 1)
    assert.ok(barLine(record, rateOf(4.5), words, columns).length <= Math.max(0, columns - 1));
  assert.equal(barLine(record, rateOf(4.5), words, 60), "█░░░░░░░░░ iteration  3/23 · speed 251 mm/s");
  // Where there is room the bar is longer.
  assert.match(barLine(record, rateOf(4.5), words, 100), /^█{3}░{17} iteration/);
});

test("durations read as a person says them", () => {
  const said = [0, 59.4, 59.6, 209, 3599.7, 7500, -1, Number.NaN, Number.POSITIVE_INFINITY].map(
    formatDuration,
  );
  assert.deepEqual(said, [
    "0 s",
    "59 s",
    "1 min 00 s",
    "3 min 29 s",
    "1 h 00 min",
    "2 h 05 min",
    "–",
    "–",
    "–",
  ]);
});

test("without a terminal there is one line an iteration, the first at once, and no control character", async () => {
  const screen = new FakeTerminal({ isTTY: false });
  const terminal = createTerminal(screen, {});
  {
    await using progress = createProgress({ ...words, opening: "starting the simulator…", terminal });
    assert.deepEqual(screen.screen, ["starting the simulator…"]);
    for (let lap = 0; lap <= 90; lap += 1)
      progress.update({ ...record, laps: lap, iteration: Math.floor(lap / 45), elapsed: lap / 4 });
  }
  assert.deepEqual(
    screen.screen.map((line) => line.slice(0, 15)),
    ["starting the si", "iteration  0/23", "iteration  1/23", "iteration  2/23"],
  );
  assert.doesNotMatch(screen.raw, control);
});

test("on a terminal the first thing appears at once and the bar stays one line", async () => {
  const screen = new FakeTerminal({ columns: 120 });
  await using progress = createProgress({
    ...words,
    opening: "starting the simulator…",
    terminal: createTerminal(screen, {}),
  });
  assert.deepEqual(screen.screen, ["starting the simulator…"]);
  for (let lap = 0; lap <= 200; lap += 1) progress.update({ ...record, laps: lap, elapsed: lap / 4 });
  assert.equal(screen.screen.length, 1);
});

test("log lines stand whole above the bar, and what stays at the end is a plain line", async () => {
  const screen = new FakeTerminal({ columns: 120 });
  const terminal = createTerminal(screen, { NO_COLOR: "1" });
  await using logger = createLogger({ terminal });
  {
    await using progress = createProgress({ ...words, terminal });
    for (let lap = 0; lap < 20; lap += 1) {
      progress.update({ ...record, laps: lap, elapsed: lap / 4 });
      logger.info(`lap ${lap} is done`);
      assert.match(screen.screen.at(-1)!, /^[█░]{20} iteration/);
    }
  }
  logger.info("after the bar");
  const lines = screen.screen;
  assert.equal(lines.length, 22);
  for (let lap = 0; lap < 20; lap += 1)
    assert.match(lines[lap]!, new RegExp(`^[0-9:]{8} info +lap ${lap} is done$`));
  assert.match(lines[20]!, /^iteration {2}3\/23 · speed 251 mm\/s .* laps {3}19\/1035/);
  assert.match(lines[21]!, /after the bar$/);
});

test("disposing twice and updating afterwards draw nothing more", async () => {
  const screen = new FakeTerminal();
  const progress = createProgress({ ...words, terminal: createTerminal(screen, {}) });
  await progress[Symbol.asyncDispose]();
  const written = screen.raw;
  progress.update(record);
  await progress[Symbol.asyncDispose]();
  assert.equal(screen.raw, written);
});
