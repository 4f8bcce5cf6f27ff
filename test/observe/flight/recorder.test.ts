import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { controllerFor } from "../../../src/deploy/controller.ts";
import { type FlightItem, isFlight, readFlight } from "../../../src/observe/flight/reading.ts";
import { FlightRecorder, type RecordingFailed } from "../../../src/observe/flight/recorder.ts";
import { replayDeployment } from "../../../src/observe/flight/replay.ts";
import { until } from "../../support/wait.ts";
import { flightRows, layout, networkPlan, plan } from "./flights.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const clock = { wall: 1_700_000_000_123_456_789n, monotonic: 1000 };
const neverFails = (error: RecordingFailed): void => assert.fail(error.message);

async function recorded(name: string, rows: readonly Float64Array[], of = plan): Promise<string> {
  const path = join(folder, name);
  const recorder = await FlightRecorder.create(path, {
    plan: of,
    clock,
    identity: "two legs 1, serial 7",
    onFailure: neverFails,
  });
  for (const row of rows) recorder.add(row);
  const { ticks, failure } = await recorder.close();
  assert.deepEqual([ticks, failure], [rows.length, undefined]);
  return path;
}

async function itemsIn(path: string): Promise<FlightItem[]> {
  const items: FlightItem[] = [];
  for await (const item of readFlight(path)) items.push(item);
  return items;
}

const rowsIn = (items: readonly FlightItem[]): Float64Array[] =>
  items.flatMap((item) => (item.kind === "tick" ? [item.row] : []));

const bits = (row: Float64Array): string =>
  Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString("hex");

const doubleBytes = (value: number): Buffer => Buffer.from(Float64Array.of(value).buffer);

test("every number of every row comes out of a recording bit for bit, −0 and NaN among them", async () => {
  const rows = flightRows(120);
  const items = await itemsIn(await recorded("whole.mcap", rows));
  assert.deepEqual(rowsIn(items).map(bits), rows.map(bits));
  assert.deepEqual(items.at(-1), { kind: "end", complete: true, damage: undefined });
});

test("rows one after another are as many rows", async () => {
  const rows = flightRows(3);
  const path = join(folder, "packed.mcap");
  const recorder = await FlightRecorder.create(path, {
    plan,
    identity: "two legs 1, serial 7",
    onFailure: neverFails,
  });
  recorder.addAll(Float64Array.from(rows.flatMap((row) => [...row])));
  await recorder.close();
  assert.deepEqual(rowsIn(await itemsIn(path)).map(bits), rows.map(bits));
});

test("the plan comes out of a recording as it went in, −0 in it too", async () => {
  const [opening] = await itemsIn(await recorded("plan.mcap", flightRows(1)));
  assert.ok(opening?.kind === "opening");
  assert.deepEqual(opening.plan, plan);
  assert.ok(opening.plan.source.kind === "cycle" && Object.is(opening.plan.source.samples[1]?.[1], -0));
  assert.equal(opening.identity, "two legs 1, serial 7");
});

test("a tick's time of day is the recorder's, moved on by the monotonic clock alone", async () => {
  const items = await itemsIn(await recorded("time.mcap", flightRows(3)));
  const times = items.flatMap((item) => (item.kind === "tick" ? [item.nanoseconds - clock.wall] : []));
  // Ticks are 20 ms apart and begin 0.1, 0.2, 0.3 ms late; a double of some 1000 s holds 0.2 ps.
  assert.deepEqual(times, [100_000n, 20_200_000n, 40_300_000n]);
});

test("a recording that is replayed gives every number again", async () => {
  const path = await recorded("again.mcap", flightRows(120));
  const replay = await replayDeployment(path);
  assert.deepEqual(
    { ...replay, values: 0 },
    { ticks: 120, compared: 120, values: 0, difference: undefined, missing: [] },
  );
});

test("a number that was decided otherwise is named: tick, time, stage, joint, then and now", async () => {
  const rows = flightRows(60);
  const at = layout.rows.positioned.at + 1;
  const before = rows[40]![at] as number;
  rows[40]![at] = before * (1 + Number.EPSILON);
  rows[40]![layout.rows.sent.at] = 9;
  const { difference, compared } = await replayDeployment(await recorded("other.mcap", rows));
  assert.equal(compared, 41);
  assert.deepEqual(
    { ...difference, time: Math.round((difference?.time ?? 0) * 1e4) / 1e4 },
    // Tick 40 begins 40 · 20 ms and 1e-4 · (40 mod 7) s after tick 0.
    {
      tick: 40,
      time: 0.8005,
      stage: "positioned",
      joint: "rightHip",
      recorded: before * (1 + Number.EPSILON),
      recomputed: before,
    },
  );
});

test("a network's run is decided again, and an observation that differs is named by where it comes from", async () => {
  const of = networkPlan();
  const { rows: places } = controllerFor(of).layout;
  const rows = flightRows(120, () => {}, of);
  const same = await replayDeployment(await recorded("network.mcap", rows, of));
  assert.deepEqual([same.compared, same.difference, same.missing], [120, undefined, []]);
  // Element 3 comes from −2: the second element of the action before.
  rows[60]![places.observation.at + 3] = 7;
  const { difference } = await replayDeployment(await recorded("network-other.mcap", rows, of));
  assert.deepEqual(
    [difference?.tick, difference?.stage, difference?.joint],
    [60, "observation", "previous rightHip"],
  );
});

test("ticks that never reached the file are told, and nothing behind them is claimed to be the same", async () => {
  const rows = flightRows(60).filter((_, tick) => tick !== 30 && tick !== 31);
  const { compared, difference, missing } = await replayDeployment(await recorded("gap.mcap", rows));
  assert.deepEqual([compared, difference], [30, undefined]);
  assert.match(missing.join(), /^2 ticks before tick 32 never reached the file/);
});

test("ticks that the loop skipped are not missing", async () => {
  const rows = flightRows(60, (row, tick) => {
    if (tick === 30) row[layout.head.skipped] = 2;
  }).filter((_, tick) => tick !== 28 && tick !== 29);
  const { missing } = await replayDeployment(await recorded("skipped.mcap", rows));
  assert.deepEqual(missing, []);
});

test("a file cut anywhere behind its head replays up to its last whole chunk", async () => {
  const whole = readFileSync(await recorded("long.mcap", flightRows(150)));
  const path = join(folder, "cut.mcap");
  const kept: number[] = [];
  for (const share of [0.5, 0.7, 0.9]) {
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length * share)));
    const { ticks, compared, difference, missing } = await replayDeployment(path);
    assert.deepEqual([compared, difference], [ticks, undefined]);
    assert.deepEqual(missing, ["the file was not closed: what came after its last chunk is missing"]);
    kept.push(ticks);
  }
  assert.ok(kept[0]! > 20 && kept[0]! < kept[1]! && kept[1]! < kept[2]! && kept[2]! < 150, kept.join());
});

test("a bit that fell over in a chunk is told, and what came before it is replayed", async () => {
  const bytes = readFileSync(await recorded("flipped.mcap", flightRows(150)));
  const path = join(folder, "damaged.mcap");
  const at = bytes.indexOf(doubleBytes(flightRows(150)[100]![layout.head.begin] as number));
  assert.ok(at > 0);
  bytes[at]! ^= 4;
  writeFileSync(path, bytes);
  const { ticks, compared, difference, missing } = await replayDeployment(path);
  assert.ok(ticks > 50 && ticks <= 100, String(ticks));
  assert.deepEqual([compared, difference], [ticks, undefined]);
  assert.match(missing.join(), /^the file is damaged from there on: .*CRC/);
});

test("until it is closed the file is FILE.part, which has every tick up to the last change of state", async () => {
  const path = join(folder, "open.mcap");
  await using recorder = await FlightRecorder.create(path, {
    plan,
    clock,
    identity: "two legs 1, serial 7",
    onFailure: neverFails,
  });
  const rows = flightRows(25);
  const changes = rows.flatMap((row, tick) =>
    tick > 0 && row[layout.head.state] !== rows[tick - 1]![layout.head.state] ? [tick] : [],
  );
  const last = changes.at(-1)!;
  assert.ok(last > 1 && last < 24, `the last change of state is at tick ${last}`);
  for (const row of rows) recorder.add(row);
  const begin = doubleBytes(rows[last]![layout.head.begin] as number);
  await until("that tick on disk", () => readFileSync(`${path}.part`).includes(begin), 2_000);
  assert.equal(rowsIn(await itemsIn(`${path}.part`)).length, last + 1);
});

const child = fileURLToPath(new URL("./recording-child.js", import.meta.url));

test("a full disk is told at once, and what was written stays readable", async () => {
  const path = join(folder, "full.mcap");
  // A file may have 512 blocks of 512 bytes; Node gets an error from the system for the next one.
  const said = execFileSync(
    "sh",
    ["-c", 'ulimit -f 512 && exec "$0" "$1" "$2"', process.execPath, child, path],
    {
      encoding: "utf8",
    },
  );
  const outcome = JSON.parse(said) as { said: string[]; path: string; failed: boolean };
  assert.equal(outcome.said.length, 1);
  assert.match(
    outcome.said[0]!,
    /^RecordingFailed: the recording ends early \(EFBIG.*full\.mcap\.part has what/,
  );
  assert.deepEqual([outcome.path, outcome.failed, existsSync(path)], [`${path}.part`, true, false]);
  const { ticks, compared, difference } = await replayDeployment(outcome.path);
  // A tick of this robot takes less than 1 KiB in all its channels.
  assert.ok(ticks > 100, String(ticks));
  assert.deepEqual([compared, difference], [ticks, undefined]);
});

test("a recorder that is killed leaves what it had written, readable and the same again", async () => {
  const path = join(folder, "killed.mcap");
  const recording = spawn(process.execPath, [child, path], { stdio: "ignore" });
  const exited = once(recording, "exit");
  const size = () => (existsSync(`${path}.part`) ? statSync(`${path}.part`).size : 0);
  await until("half a mebibyte on disk", () => size() > 2 ** 19, 30_000);
  recording.kill("SIGKILL");
  assert.deepEqual(await exited, [null, "SIGKILL"]);
  const { ticks, compared, difference, missing } = await replayDeployment(`${path}.part`);
  assert.ok(ticks > 200, String(ticks));
  assert.deepEqual([compared, difference], [ticks, undefined]);
  assert.deepEqual(missing, ["the file was not closed: what came after its last chunk is missing"]);
});

test("a deployment is told from a conversation by the head of its file", async () => {
  assert.equal(await isFlight(await recorded("kind.mcap", flightRows(1))), true);
});
