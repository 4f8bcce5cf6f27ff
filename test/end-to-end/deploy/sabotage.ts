/**
 * Loaded into a deploying process before anything else (`node --import`), and into its threads: once the file that GAITWAY_SABOTAGE
 * names is there, something in this process goes wrong in the way its content says. Everything else is as it is shipped.
 */
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { DynamixelDriver } from "../../../src/deploy/drivers/dynamixel/driver.ts";
import type { SensorFrame } from "../../../src/deploy/sensor-frame.ts";

/**
 * - `throw`, `hang`, `exit`: the control thread, in the middle of a tick.
 * - `nan`, `stale`, `frozen`: what the driver hands over.
 * - `later`, `earlier`: its clock leaps by ten seconds.
 * - `mainHang`: the main thread.
 */
export type Sabotage =
  | "throw"
  | "hang"
  | "exit"
  | "nan"
  | "stale"
  | "frozen"
  | "later"
  | "earlier"
  | "mainHang";

const file = process.env.GAITWAY_SABOTAGE;

function asked(): Sabotage | undefined {
  try {
    return readFileSync(file as string, "utf8") as Sabotage;
  } catch {
    return undefined;
  }
}

function hang(): void {
  for (;;);
}

const rightNow = performance.now.bind(performance);
function leap(seconds: number): void {
  performance.now = () => rightNow() + 1000 * seconds;
}

const read = DynamixelDriver.prototype.read;
let before: { readonly values: Float64Array; readonly stamps: Float64Array } | undefined;

function sabotagedRead(this: DynamixelDriver, frame: SensorFrame): number {
  const how = asked();
  if (how === "throw") throw new Error("sabotage");
  if (how === "hang") hang();
  if (how === "exit") process.exit(3);
  if (how === "later") leap(10);
  if (how === "earlier") leap(-10);
  const fault = read.call(this, frame);
  if (how === "nan") frame.values[0] = Number.NaN;
  if (how === "stale" && before !== undefined) frame.stamps.set(before.stamps);
  if (how === "frozen" && before !== undefined) frame.values.set(before.values);
  if (how !== "stale" && how !== "frozen")
    before = { values: frame.values.slice(), stamps: frame.stamps.slice() };
  return fault;
}

if (file !== undefined && isMainThread)
  setInterval(() => {
    if (asked() === "mainHang") hang();
  }, 5).unref();
else if (file !== undefined) DynamixelDriver.prototype.read = sabotagedRead;
