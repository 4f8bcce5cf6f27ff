/** One environment's place in the pool: whose robot it is, where its numbers are, and whether an episode is running. */
import { EpisodeLost, InvalidRequest, ResetNeeded, type ResetOptions } from "../../../src/env/env.ts";
import type { SimulatorWorker } from "../simulator-worker.ts";
import type { SharedRow } from "./shared-row.ts";
import { type WalkOptions, walkProperties } from "./spec.ts";
import type { WalkReply, WalkRequest } from "./walk-worker.ts";

export type WalkWorker = SimulatorWorker<WalkRequest, WalkReply>;

/** How a step went: the ending ("" while the episode runs), or why the simulator could not take it. */
export interface SeatStep {
  readonly reason: string;
  readonly lost: boolean;
}

/** "lost" with a reason: the robot's worker died in mid-episode, and nobody has been told yet. */
type Phase = "none" | "running" | "busy" | { readonly lost: string };

export class Seat {
  readonly row: SharedRow;
  readonly #envId: number;
  readonly #robot: number;
  readonly #worker: WalkWorker;
  /** The last observation that came with a reset or a step; the shared one may be half written when a worker dies. */
  readonly #lastGood: Float64Array;
  /** Counts what was asked; the answer to an earlier turn is nobody's any more. */
  #turn = 0;
  #phase: Phase = "none";

  constructor(envId: number, robot: number, row: SharedRow, worker: WalkWorker) {
    this.#envId = envId;
    this.#robot = robot;
    this.row = row;
    this.#worker = worker;
    this.#lastGood = new Float64Array(row.observation.length);
  }

  get observation(): Float64Array {
    return this.#lastGood;
  }

  /** Throws unless a step may be taken. */
  requireRunning(): void {
    if (this.#phase === "none") throw new ResetNeeded(this.#envId);
    if (this.#phase === "busy") throw this.#busy();
  }

  /** Throws in the middle of a request, and before the first reset. */
  requireState(): void {
    if (this.#phase === "busy") throw this.#busy();
    if (this.#turn === 0 || typeof this.#phase === "object") throw new ResetNeeded(this.#envId);
  }

  async reset(seed: number, options: WalkOptions): Promise<void> {
    const turn = this.#begin();
    this.#conclude(turn, await this.#ask({ kind: "reset", robot: this.#robot, seed, options }));
  }

  /** Not before `requireRunning`. A simulator that dies in the step is an answer, not an error. */
  async step(action: Float64Array): Promise<SeatStep> {
    if (typeof this.#phase === "object") return this.#lose(this.#phase.lost);
    const turn = this.#begin();
    this.row.action.set(action);
    try {
      const reply = await this.#ask({ kind: "step", robot: this.#robot });
      this.#conclude(turn, reply);
      return { reason: reply.ending, lost: false };
    } catch (error) {
      if (error instanceof EpisodeLost && turn === this.#turn) return this.#lose(error.reason);
      throw error;
    }
  }

  async getState(): Promise<Float64Array> {
    const { state } = await this.#ask({ kind: "getState", robot: this.#robot });
    return state as Float64Array;
  }

  /** Rejects with `InvalidRequest` for bytes that are no state; the episode goes on as it was. */
  async setState(state: Float64Array): Promise<void> {
    const before = this.#phase;
    const turn = this.#begin();
    const reply = await this.#ask({ kind: "setState", robot: this.#robot, state });
    if (reply.refused === undefined) return this.#conclude(turn, reply);
    this.#phase = before;
    throw new InvalidRequest(`state for environment ${this.#envId}: ${reply.refused}`);
  }

  /** Of the last step, by name. Throws `InvalidRequest` at a name that is none. */
  readProperties(names: readonly string[]): ResetOptions {
    return Object.fromEntries(
      names.map((name) => {
        const index = walkProperties.findIndex((property) => property.name === name);
        if (index >= 0) return [name, this.row.properties[index] as number];
        const legal = walkProperties.map((property) => property.name).join(", ");
        throw new InvalidRequest(`aibo:walk has no property "${name}"; its properties are: ${legal}`);
      }),
    );
  }

  /** Which request is under way, or was the last. */
  get turn(): number {
    return this.#turn;
  }

  /** Nobody waits any more for the request `turn`: a reset comes next, unless another request came already. */
  abandon(turn: number): void {
    if (turn !== this.#turn) return;
    this.#turn++;
    this.#phase = "none";
  }

  /** The worker died: an episode that waits for its next step is lost, one in a step hears of it there. */
  workerDied(reason: string): void {
    if (this.#phase === "running") this.#phase = { lost: `its simulator died: ${reason}` };
  }

  #begin(): number {
    this.#phase = "busy";
    return ++this.#turn;
  }

  #conclude(turn: number, reply: WalkReply): void {
    if (turn !== this.#turn) throw new EpisodeLost([this.#envId], "a later request interrupted this one");
    this.#lastGood.set(this.row.observation);
    this.#phase = reply.ending === "" ? "running" : "none";
  }

  #lose(reason: string): SeatStep {
    this.#phase = "none";
    this.row.reward[0] = 0;
    return { reason, lost: true };
  }

  #ask(request: WalkRequest): Promise<WalkReply> {
    return this.#worker.ask(this.#envId, request);
  }

  #busy(): InvalidRequest {
    return new InvalidRequest(
      `environment ${this.#envId} is busy with an earlier request; wait for its answer`,
    );
  }
}
