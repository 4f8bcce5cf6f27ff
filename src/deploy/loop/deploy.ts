/**
 * A deployment as a stream: subscribing opens the robot and runs the control thread, and everything it does comes out, rows of
 * tick records and changes of state. Whatever goes wrong on the way, the robot is stopped before the stream ends.
 */
import { EMPTY, Observable, type Subscriber } from "rxjs";
import type { DriverSource } from "../drivers/open-driver.ts";
import type { DeployPlan } from "../plan.ts";
import { type ReasonName, reasonNames } from "../reasons.ts";
import { type RequestName, requestBits } from "../requests.ts";
import { type StateName, stateNames } from "../states.ts";
import type { RecordLayout } from "../tick-record.ts";
import { sendEmergency } from "./emergency.ts";
import { Guard, GuardLost } from "./guard.ts";
import { ControlThread } from "./thread.ts";

export interface DeployOptions {
  readonly plan: DeployPlan;
  readonly driver: DriverSource;
  /**
   * When it completes nobody can ask for anything any more: an unattended plan goes on until it stops by itself, any other
   * is stopped; both end once the robot is latched. By default nobody asks for anything.
   */
  readonly operator?: Observable<RequestName>;
  /** The robot is stopped past a control thread that has not moved for so long, s. */
  readonly threadTimeout?: number;
  /** The control thread stops the robot when the main thread has not moved for so long, s. */
  readonly mainTimeout?: number;
}

export type DeployEvent = OpenedEvent | RowsEvent | StateEvent;

export interface OpenedEvent {
  readonly type: "opened";
  readonly identity: string;
  readonly layout: RecordLayout;
  /** The process that stops the robot if this one dies; null: the robot's own watchdog has to. */
  readonly guard: number | null;
  /** Whether the system prefers the control thread to whatever else it runs. */
  readonly hasPrecedence: boolean;
}

/** Tick records since the last ones, one after another. */
export interface RowsEvent {
  readonly type: "rows";
  readonly rows: Float64Array;
  /** Records there was no room for, since the beginning. */
  readonly lost: number;
}

export interface StateEvent {
  readonly type: "state";
  readonly state: StateName;
  readonly reason: ReasonName;
  /** Of the tick, s of the monotonic clock. */
  readonly time: number;
}

/** How often the main thread looks after the control thread, ms. */
const pollTime = 5;

/**
 * Cold: each subscription is a deployment of its own. Unsubscribing stops the robot and tidies up, and the process lives
 * until that is done. Completes when the robot is latched and let go of. Errors, the robot being stopped before: what
 * the driver says where it cannot be opened, `ControlThreadLost`, `GuardLost`.
 */
export function deploy(options: DeployOptions): Observable<DeployEvent> {
  return new Observable((subscriber) => {
    const deployment = new Deployment(options, subscriber);
    deployment.run().then(
      () => subscriber.complete(),
      (error) => subscriber.error(error),
    );
    return () => deployment.stop();
  });
}

class Deployment {
  readonly #options: Required<DeployOptions>;
  readonly #subscriber: Subscriber<DeployEvent>;
  #thread: ControlThread | undefined;
  #stopped = false;
  #guardLost: GuardLost | undefined;
  #operatorGone = false;
  /** The robot is safe, or as safe as can be: the guard may go. */
  #isOver = false;
  #state = -1;

  constructor(options: DeployOptions, subscriber: Subscriber<DeployEvent>) {
    this.#options = { operator: EMPTY, threadTimeout: 0.06, mainTimeout: 2, ...options };
    this.#subscriber = subscriber;
  }

  /** Stops the robot and ends, from whatever state. */
  stop(): void {
    this.#stopped = true;
    this.#thread?.block.request(requestBits.stop, true);
    this.#thread?.block.finish();
  }

  async run(): Promise<void> {
    const thread = await ControlThread.open(this.#options);
    const guard = await this.#guard(thread);
    if (this.#stopped) await thread.close();
    else await this.#supervise(thread, guard);
    this.#isOver = true;
    await guard?.disarm();
    if (this.#guardLost !== undefined) throw this.#guardLost;
  }

  /** The process that stops the robot if this one cannot; nothing has moved before it is there. */
  async #guard(thread: ControlThread): Promise<Guard | undefined> {
    const { emergency } = thread.opened;
    if (emergency === null) return undefined;
    try {
      const guard = await Guard.start(emergency);
      void guard.gone.then((how) => this.#loseGuard(how));
      return guard;
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  #loseGuard(how: string): void {
    if (this.#isOver) return;
    this.#guardLost = new GuardLost(
      `the guard process is gone (${how}); the robot was stopped, because nobody would have stopped it if this process had died too`,
    );
    this.stop();
  }

  async #supervise(thread: ControlThread, guard: Guard | undefined): Promise<void> {
    const { identity, layout, emergency, hasPrecedence } = thread.opened;
    this.#subscriber.next({ type: "opened", identity, layout, guard: guard?.pid ?? null, hasPrecedence });
    this.#thread = thread;
    thread.begin();
    const operator = this.#listen(thread);
    const timer = setInterval(() => this.#poll(thread), pollTime);
    try {
      await thread.over;
    } catch (error) {
      this.#isOver = true;
      if (emergency !== null) sendEmergency(emergency);
      await Promise.all([guard?.fire(), thread.kill()]);
      throw error;
    } finally {
      this.#thread = undefined;
      clearInterval(timer);
      operator.unsubscribe();
      this.#collect(thread);
    }
  }

  #listen({ block }: ControlThread) {
    return this.#options.operator.subscribe({
      next: (request) => block.request(requestBits[request], request === "stop"),
      complete: () => {
        this.#operatorGone = true;
        if (!this.#options.plan.unattended) this.stop();
      },
      error: () => this.stop(),
    });
  }

  #poll(thread: ControlThread): void {
    thread.block.beatMain();
    thread.check(this.#options.threadTimeout);
    this.#collect(thread);
    if (this.#operatorGone && stateNames[this.#state] === "latched") thread.block.finish();
  }

  #collect({ ring, opened }: ControlThread): void {
    const rows = ring.drain();
    if (rows.length === 0) return;
    this.#subscriber.next({ type: "rows", rows, lost: ring.lost });
    const { head, size } = opened.layout;
    for (let at = 0; at < rows.length; at += size) {
      const state = rows[at + head.state] as number;
      if (state === this.#state) continue;
      this.#state = state;
      this.#subscriber.next({
        type: "state",
        state: stateNames[state] as StateName,
        reason: reasonNames[rows[at + head.reason] as number] as ReasonName,
        time: rows[at + head.begin] as number,
      });
    }
  }
}
