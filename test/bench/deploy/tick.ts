/**
 * What a tick of twelve servos costs beyond the wire: from its begin to its end (read, decide, write) less what the bytes that are
 * waited for take on a bus of 1 Mbit/s, ten bits a byte, in both directions.
 */
import { lastValueFrom, tap } from "rxjs";
import { aiboRobot } from "../../../envs/aibo/robot.ts";
import { busRobot, robotSpecOf } from "../../../src/deploy/drivers/dynamixel/bus-robot.ts";
import { driverSource } from "../../../src/deploy/drivers/open-driver.ts";
import { deploy } from "../../../src/deploy/loop/deploy.ts";
import { planFor } from "../../../src/deploy/plan.ts";
import { stateCode } from "../../../src/deploy/states.ts";
import type { RecordLayout } from "../../../src/deploy/tick-record.ts";
import { EmulatedBus } from "./emulated-bus.ts";
import { randomPolicy } from "./random-policy.ts";

const baud = 1_000_000;
const servos = 12;
/** A packet's header, length, instruction (and, in an answer, its error) and checksum, bytes. */
const around = { request: 10, answer: 11 };
/** Sync read of 12 bytes: address and length, an id each; an answer each. Read of the board's 26 bytes after it. */
const waitedFor =
  around.request + 4 + servos + servos * (around.answer + 12) + (around.request + 4) + (around.answer + 26);
/** s */
export const wireTime = (10 * waitedFor) / baud;

export interface TickCost {
  readonly ticks: number;
  /** Beyond the wire, ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Ticks in which an answer was missing. */
  readonly faults: number;
  readonly skipped: number;
}

export async function measureTick(rate: number, seconds: number): Promise<TickCost> {
  await using bus = await EmulatedBus.start();
  const description = busRobot(aiboRobot({ kind: "none", why: "servos have their own" }));
  const robot = robotSpecOf(description);
  const controlPeriod = 1 / rate;
  const plan = planFor({
    robot,
    source: randomPolicy(robot),
    controlPeriod,
    rung: "full",
    limits: { rampTime: 1, fadeTime: 0.2 },
    guards: { shadowTicks: 2, maxSkipped: 1_000_000 },
    unattended: true,
    duration: seconds,
  });
  const driver = driverSource(`dynamixel:${bus.path}`, { description, calibration: null, controlPeriod });
  const beyond: number[] = [];
  let layout: RecordLayout | undefined;
  let [faults, skipped] = [0, 0];
  const take = (rows: Float64Array, { head, size }: RecordLayout): void => {
    for (let at = 0; at < rows.length; at += size) {
      if (rows[at + head.state] !== stateCode.running) continue;
      beyond.push(1000 * ((rows[at + head.end] as number) - (rows[at + head.begin] as number) - wireTime));
      if (rows[at + head.readFault] !== 0) faults++;
      skipped += rows[at + head.skipped] as number;
    }
  };
  await lastValueFrom(
    deploy({ plan, driver, threadTimeout: 10, mainTimeout: 60 }).pipe(
      tap((event) => {
        if (event.type === "opened") layout = event.layout;
        if (event.type === "rows" && layout !== undefined) take(event.rows, layout);
      }),
    ),
  );
  const sorted = beyond.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { ticks: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1), faults, skipped };
}
