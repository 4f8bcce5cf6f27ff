/** A real simulator in processes of its own, streamed: the same episodes however it is asked, and on through a crash. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { lastValueFrom, take, takeWhile, tap, toArray } from "rxjs";
import {
  type BoxSpace,
  connect,
  type DiscreteSpace,
  type Moment,
  stream,
  type Transitions,
} from "../../src/index.ts";
import { pythonTest } from "../support/python.ts";

type CartPole = Transitions<BoxSpace, DiscreteSpace>;

/** Pushes towards the side the pole leans to: it falls after some tens of steps. */
const act = ({ envIds, observations }: Moment) =>
  Int32Array.from(envIds, (_, i) => (observations[4 * i + 2]! > 0 ? 1 : 0));
const open = () => connect("gym:CartPole-v1", { envs: 5, processes: 2, expect: { action: "discrete" } });

/** What environment `envId` saw and where it stood, step by step. */
const life = (emissions: readonly CartPole[], envId: number) =>
  emissions.flatMap(({ before, envIds, rewards }) => {
    const row = envIds.indexOf(envId);
    const seen = before.observations.subarray(4 * row, 4 * row + 4);
    return row < 0 ? [] : [[before.episodes[row], before.steps[row], ...seen, rewards[row]]];
  });

pythonTest("the same seed gives the same episodes, whatever the number of groups", async () => {
  await using env = await open();
  const run = (groups: number) =>
    lastValueFrom(stream(env, { act, seed: 7, groups }).pipe(take(80 * groups), toArray()));
  const [one, two, four] = [await run(1), await run(2), await run(4)];
  for (let envId = 0; envId < 5; envId++) {
    const expected = life(one, envId).slice(0, 70);
    assert.equal(expected.length, 70);
    assert.ok(expected.at(-1)![0]! > 0, "no episode ended");
    assert.deepEqual(life(two, envId).slice(0, 70), expected);
    assert.deepEqual(life(four, envId).slice(0, 70), expected);
  }
});

/** The processes whose parent is `pid`. */
function childrenOf(pid: number): number[] {
  const rows = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid ? [child!] : []));
}

pythonTest("a process that is killed loses its own episodes, and the stream goes on", async () => {
  await using env = await open();
  const workers = childrenOf(process.pid).flatMap(childrenOf);
  assert.equal(workers.length, 2);
  let count = 0;
  const emissions = await lastValueFrom(
    stream(env, { act, seed: 7 }).pipe(
      tap(() => {
        count += 1;
        if (count === 20) process.kill(workers[1]!, "SIGKILL");
      }),
      // Until everyone that was lost lives again, and has for a while.
      takeWhile(({ before }) => count < 40 || !before.episodes.every((episodes) => episodes > 0)),
      toArray(),
    ),
  );
  const lost = emissions.flatMap((emission) =>
    (emission.lost ?? []).map((envId) => [envId, emission] as const),
  );
  const ids = lost.map(([envId]) => envId).sort();
  assert.ok(ids.length > 0 && ids.length < 5, `lost: ${ids}`);
  for (const [envId, { envIds, truncated, reasons }] of lost) {
    const row = envIds.indexOf(envId);
    assert.deepEqual([truncated[row], /SIGKILL/.test(reasons[row]!)], [true, true]);
  }
  for (const envId of ids) assert.ok(life(emissions, envId).some(([episode]) => episode === 1));
});
