/**
 * Decides a recorded deployment again: the recorded plan and the recorded inputs through the controller of this Gaitway, every number
 * that comes out against the recorded one, bit for bit (NaN is one value).
 */
import { type Controller, controllerFor } from "../../deploy/controller.ts";
import { copyInputs, outputs, placesOf } from "../../deploy/decision.ts";
import type { DeployPlan } from "../../deploy/plan.ts";
import { sensorNames } from "../../deploy/robot.ts";
import type { RecordLayout } from "../../deploy/tick-record.ts";
import { endText, gapText } from "./missing.ts";
import { type FlightEnd, type FlightOpening, type FlightTick, readFlight } from "./reading.ts";

export interface DeploymentReplay {
  /** Ticks in the file, and how many of them were decided again. */
  readonly ticks: number;
  readonly compared: number;
  /** Numbers that were compared. */
  readonly values: number;
  readonly difference: TickDifference | undefined;
  /** What the file does not have, in words; empty when it has everything. */
  readonly missing: readonly string[];
}

export interface TickDifference {
  readonly tick: number;
  /** s since the first tick of the file. */
  readonly time: number;
  /** Stage of the command path, or what else was decided; see `deploy/tick-record.ts`. */
  readonly stage: string;
  /** Joint or element; "" where there is one number a tick. */
  readonly joint: string;
  readonly recorded: number;
  readonly recomputed: number;
}

/** Ends at the first difference, or where ticks are missing: what the controller remembered there is not known. */
export async function replayDeployment(path: string): Promise<DeploymentReplay> {
  let again: Again | undefined;
  for await (const item of readFlight(path)) {
    if (item.kind === "opening") again = new Again(item, controllerFor(item.plan));
    else if (item.kind === "tick") again?.take(item);
    else if (item.kind === "end") again?.end(item);
  }
  if (again === undefined) throw new Error(`${path} has no opening`);
  return again.result();
}

const BLIND = "; from there on nothing can be decided again";

class Again {
  readonly #opening: FlightOpening;
  readonly #controller: Controller;
  readonly #row: Float64Array;
  readonly #missing: string[] = [];
  #begin = Number.NaN;
  #ticks = 0;
  #compared = 0;
  #difference: TickDifference | undefined;
  #blind = false;

  constructor(opening: FlightOpening, controller: Controller) {
    this.#opening = opening;
    this.#controller = controller;
    this.#row = new Float64Array(opening.layout.size);
  }

  take(item: FlightTick): void {
    const { row } = item;
    const { layout } = this.#opening;
    if (this.#ticks === 0) this.#begin = row[layout.head.begin] as number;
    this.#ticks += 1;
    if (item.lost > 0) {
      this.#missing.push(`${gapText(item, layout)}${this.#blind ? "" : BLIND}`);
      this.#blind = true;
    }
    if (this.#blind || this.#difference !== undefined) return;
    copyInputs(row, layout, this.#row);
    this.#controller.tick(this.#row);
    this.#compared += 1;
    this.#difference = this.#differenceIn(row);
  }

  end(end: FlightEnd): void {
    this.#missing.push(...endText(end));
  }

  result(): DeploymentReplay {
    const perTick = outputs.reduce((sum, name) => sum + placesOf(name, this.#opening.layout).length, 0);
    return {
      ticks: this.#ticks,
      compared: this.#compared,
      values: this.#compared * perTick,
      difference: this.#difference,
      missing: this.#missing,
    };
  }

  #differenceIn(recordedRow: Float64Array): TickDifference | undefined {
    const { layout } = this.#opening;
    for (const stage of outputs) {
      const { at, length } = placesOf(stage, layout);
      for (let i = 0; i < length; i += 1) {
        const [recorded, recomputed] = [recordedRow[at + i] as number, this.#row[at + i] as number];
        if (Object.is(recorded, recomputed)) continue;
        const tick = recordedRow[layout.head.tick] as number;
        const time = (recordedRow[layout.head.begin] as number) - this.#begin;
        const joint = stage in layout.rows ? elementName(this.#opening.plan, layout, stage, i) : "";
        return { tick, time, stage, joint, recorded, recomputed };
      }
    }
    return undefined;
  }
}

function elementName(
  { robot, source }: DeployPlan,
  layout: RecordLayout,
  stage: string,
  index: number,
): string {
  const joint = robot.joints[index]?.name ?? "";
  if (stage === "observation" && source.kind === "network") {
    const from = source.observation[index] ?? 0;
    const previous = robot.joints[-1 - from]?.name;
    return from >= 0 ? (sensorNames(robot)[from] ?? "") : `previous ${previous ?? `action ${-1 - from}`}`;
  }
  const isAction = stage === "action" || stage === "clipped";
  return isAction && layout.rows.action.length !== robot.joints.length ? `element ${index}` : joint;
}
