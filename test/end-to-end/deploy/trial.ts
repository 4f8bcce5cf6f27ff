/** One fault, tried: a deployment is brought to `running`, the fault comes, and the wire says what became of it. */
import { until } from "../../support/wait.ts";
import type { Deployment } from "./deployment.ts";
import type { BadStart, Fault } from "./fault.ts";
import { clock, type Scene } from "./scene.ts";

export interface Trial {
  readonly name: string;
  /** Why it stopped, as far as anybody was left to say so; "goes on", where it did. */
  readonly reason: string;
  /** s from the fault to the first order after which nothing moves the robot; NaN where it goes on. */
  readonly timeToSafe: number;
  /** The last order on the wire, in words. */
  readonly last: string;
  /** s; without slack. */
  readonly bound: number;
  /** What is not as it should be, but for the time; "" if nothing. */
  readonly wrong: string;
}

/** Ticks that must follow a fault that stops nothing. */
const goingOn = 8;
const everyId = Array.from({ length: 12 }, (_, index) => index + 1);

export async function tryFault(scene: Scene, fault: Fault): Promise<Trial> {
  const deployment = await running(scene, fault);
  try {
    const injected = await fault.inject({ scene, deployment });
    return await (fault.expect.kind === "goesOn"
      ? goesOn(scene, deployment, fault, injected)
      : stops(scene, deployment, fault, injected));
  } finally {
    await fault.mend?.({ scene, deployment });
    deployment.kill();
    await deployment.end();
  }
}

/** A machine with much else to do may be too late before anything was injected, and that robot is stopped as it should be. */
export const attempts = 4;

async function running(scene: Scene, fault: Fault): Promise<Deployment> {
  for (let attempt = 1; ; attempt++) {
    await scene.clear();
    const deployment = scene.deploy(fault.start);
    try {
      await ready(deployment, fault);
      return deployment;
    } catch (error) {
      deployment.kill();
      await deployment.end();
      if (attempt === attempts) throw error;
    }
  }
}

async function ready(deployment: Deployment, { start }: Fault): Promise<void> {
  if (start?.isAttended === true) {
    await deployment.reached("checked");
    deployment.say("arm");
    await deployment.reached("holding");
    deployment.say("go");
  }
  await deployment.reached("running");
}

async function goesOn(scene: Scene, deployment: Deployment, fault: Fault, injected: number): Promise<Trial> {
  const moves = () => scene.bus.orders().filter(({ kind, t }) => kind === "move" && t > injected);
  await until(
    "the robot goes on",
    () => moves().length >= goingOn || deployment.stopReason !== undefined,
    20_000,
  );
  const why = deployment.stopReason;
  deployment.signal("SIGINT");
  await deployment.end();
  const wrong = why === undefined ? lastOrders(scene, "off") : `stopped for ${why}`;
  return { ...about(fault), reason: why ?? "goes on", timeToSafe: Number.NaN, last: lastWords(scene), wrong };
}

async function stops(scene: Scene, deployment: Deployment, fault: Fault, injected: number): Promise<Trial> {
  const { kind, reason } = fault.expect as Exclude<Fault["expect"], { kind: "goesOn" }>;
  if (kind === "watchdog") await until("every watchdog", () => tripped(scene).length > 0, 20_000);
  else await until("an order to stop", () => safeOrder(scene, injected) !== undefined, 20_000);
  if (fault.isLeftAlone !== true) await deployment.end();
  else if (kind !== "watchdog")
    await until("torque off", () => scene.bus.orders().at(-1)?.kind === "off", 20_000);
  const safe = kind === "watchdog" ? tripped(scene)[0] : safeOrder(scene, injected)?.t;
  if (reason !== "") await until(`to be told: ${reason}`, () => told(deployment) !== "", 20_000);
  const said = told(deployment);
  const wrong = [
    said === reason ? "" : `expected ${reason || "nobody to say why"}, got ${said || "none"}`,
    kind === "watchdog" ? "" : lastOrders(scene, "off"),
  ].filter(Boolean);
  return {
    ...about(fault),
    reason: said || "(nobody is left to say)",
    timeToSafe: (safe ?? Infinity) - injected,
    last: kind === "watchdog" ? "servos stopped by themselves and hold" : lastWords(scene),
    wrong: wrong.join("; "),
  };
}

/** Why it stopped, or what ended it otherwise; "" while nobody said. */
export const told = ({ stopReason, complaint }: Deployment): string => stopReason ?? complaint;

const about = ({ name, bound }: Fault) => ({ name, bound: bound ?? 0.1 });

/** When the last servo had stopped by itself, once all have. */
function tripped({ bus }: Scene): number[] {
  const trips = bus.trips();
  const ids = new Set(trips.flatMap((trip) => trip.ids));
  return everyId.every((id) => ids.has(id)) ? [trips.at(-1)?.t as number] : [];
}

/** The first order behind the last that moved the robot. */
function safeOrder({ bus }: Scene, injected: number) {
  const orders = bus.orders();
  const after = orders.slice(orders.findLastIndex(({ kind }) => kind === "move") + 1);
  return after.find(({ kind, t }) => t >= injected && (kind === "off" || kind === "damp"));
}

/** "" where the last order is one to all servos, as it should be. */
function lastOrders({ bus }: Scene, kind: string): string {
  const last = bus.orders().at(-1);
  if (last?.kind !== kind) return `the last order is ${last?.kind}, expected ${kind}`;
  return everyId.every((id) => last.ids.includes(id)) ? "" : `the last order is to ${last.ids} alone`;
}

function lastWords({ bus }: Scene): string {
  const last = bus.orders().at(-1);
  return last === undefined ? "none" : `torque ${last.kind}, ids ${last.ids.at(0)} … ${last.ids.at(-1)}`;
}

/** A start that must be refused: nothing is switched on, and whoever asked is told why. */
export async function tryStart(
  scene: Scene,
  { name, before, after, start, complaint }: BadStart,
): Promise<Trial> {
  await scene.clear();
  await before(scene);
  const begin = clock();
  const deployment = scene.deploy(start);
  await deployment.end();
  await after(scene);
  const orders = scene.bus.orders().filter(({ t }) => t >= begin);
  const on = orders.find(({ kind }) => kind !== "off");
  const wrong =
    on !== undefined
      ? `torque ${on.kind} was sent`
      : complaint.test(deployment.stderr)
        ? ""
        : deployment.stderr;
  return {
    name,
    reason: "refused",
    timeToSafe: 0,
    last: orders.length === 0 ? "none" : lastWords(scene),
    bound: 0,
    wrong,
  };
}
