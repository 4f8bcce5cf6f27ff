/** The control thread as the main thread sees it: opening, beginning, its end, and how to tell that it hangs. */
import { Worker } from "node:worker_threads";
import { messageOf } from "../../transport/errors.ts";
import type { DriverSource } from "../drivers/open-driver.ts";
import type { DeployPlan } from "../plan.ts";
import { Ring } from "./ring.ts";
import { SharedBlock } from "./shared-block.ts";
import type { Opened, ThreadData, ThreadMessage, ThreadOrder } from "./thread-message.ts";

/** The thread that moved the robot died or hung. What it was doing is in `cause`; the robot was stopped past it. */
export class ControlThreadLost extends Error {
  override readonly name = "ControlThreadLost";
}

export interface ThreadOptions {
  readonly plan: DeployPlan;
  readonly driver: DriverSource;
  /** s */
  readonly mainTimeout: number;
}

/** A thread that lives says so every 10 ms (sleep.ts); after a moment in which nobody ran it has so long to do so, ms. */
const chance = 20;

/** Letting go of the robot takes at most this long, ms. */
const closingTime = 2000;

export class ControlThread {
  readonly block: SharedBlock;
  readonly ring: Ring;
  readonly opened: Opened;
  /** Resolves when loop and driver ended as they should; rejects with `ControlThreadLost`. */
  readonly over: Promise<void>;
  readonly #worker: Worker;
  #loopEnded = false;
  #lose: (error: Error) => void = () => undefined;
  #beats = 0;
  #seen = 0;
  #asked = 0;

  private constructor(worker: Worker, block: SharedBlock, opened: Opened) {
    this.#worker = worker;
    this.block = block;
    this.opened = opened;
    this.ring = new Ring(opened.ring, opened.layout.size);
    this.over = this.#untilOver();
    // Whoever closes the thread early does not wait for its end.
    this.over.catch(() => undefined);
  }

  /** Rejects with what the driver said when the robot cannot be opened. */
  static async open({ plan, driver, mainTimeout }: ThreadOptions): Promise<ControlThread> {
    const block = SharedBlock.memory();
    const workerData: ThreadData = { plan, driver, block, mainTimeout };
    // The device stays open when the thread dies: stopping the robot may need it.
    const worker = new Worker(new URL("./control-thread.js", import.meta.url), {
      workerData,
      trackUnmanagedFds: false,
    });
    const opened = await new Promise<Opened>((resolve, reject) => {
      worker.on("message", (message: ThreadMessage) => {
        if (message.type === "opened") resolve(message);
      });
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`the control thread ended with exit code ${code}`)));
    });
    return new ControlThread(worker, new SharedBlock(block), opened);
  }

  begin(): void {
    this.#seen = this.#asked = performance.now();
    this.#order("begin");
  }

  /** Lets go of a robot whose loop has not begun. */
  async close(): Promise<void> {
    this.#order("close");
    await this.over;
  }

  /** Gives the thread up when it has not said for so long (s) that it lives. To be called often. */
  check(timeout: number): void {
    const now = performance.now();
    const { threadBeats } = this.block;
    if (threadBeats !== this.#beats) this.#seen = now;
    // Where this thread itself was away, the other may have been too: it gets another chance.
    else if (now - this.#asked > timeout * 500)
      this.#seen = Math.max(this.#seen, now - timeout * 1000 + chance);
    this.#beats = threadBeats;
    this.#asked = now;
    if (!this.#loopEnded && now - this.#seen > timeout * 1000)
      this.#lose(new ControlThreadLost(`the control thread has not moved for ${timeout} s`));
  }

  /** Ends a thread that may be beyond saying anything. */
  async kill(): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, closingTime).unref());
    await Promise.race([this.#worker.terminate(), patience]);
  }

  #order(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  #untilOver(): Promise<void> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#lose = reject;
      const died = (cause: unknown) =>
        reject(new ControlThreadLost(`the control thread died: ${messageOf(cause)}`, { cause }));
      worker.on("message", (message: ThreadMessage) => {
        if (message.type === "broken") died(message.cause);
        if (message.type === "over") this.#expectEnd();
      });
      worker.once("error", died);
      worker.once("exit", (code) => {
        if (this.#loopEnded) resolve();
        else reject(new ControlThreadLost(`the control thread ended by itself, exit code ${code}`));
      });
    });
  }

  #expectEnd(): void {
    this.#loopEnded = true;
    const lose = () => this.#lose(new ControlThreadLost("the driver does not let go of the robot"));
    setTimeout(lose, closingTime).unref();
  }
}
