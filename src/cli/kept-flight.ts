/** The recording of a deployment: opened when it is known who is connected, fed with every row, closed whatever happened. */
import type { DeployEvent } from "../deploy/loop/deploy.ts";
import type { DeployPlan } from "../deploy/plan.ts";
import { FlightRecorder } from "../observe/flight/recorder.ts";

export class KeptFlight {
  readonly #plan: DeployPlan;
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  #opening: Promise<void> | undefined;
  #recorder: FlightRecorder | undefined;
  /** Rows that came before the file was there. */
  #waiting: Float64Array[] = [];
  #lost = 0;

  /** `onFailure`: nothing can be recorded any more; what the robot does from here on is not kept. */
  constructor(plan: DeployPlan, path: string, onFailure: (error: Error) => void) {
    this.#plan = plan;
    this.#path = path;
    this.#onFailure = onFailure;
  }

  take(event: DeployEvent): void {
    if (event.type === "opened") this.#opening = this.#open(event.identity);
    if (event.type !== "rows") return;
    this.#waiting.push(event.rows);
    this.#note(event.lost);
    this.#write();
  }

  async close(): Promise<void> {
    await this.#opening;
    this.#write();
    await this.#recorder?.close();
  }

  async #open(identity: string): Promise<void> {
    const onFailure = this.#onFailure;
    try {
      this.#recorder = await FlightRecorder.create(this.#path, {
        plan: this.#plan,
        identity,
        onFailure,
      });
    } catch (error) {
      onFailure(error as Error);
    }
  }

  /** The ring between the threads overflowed: the main thread was away for more than a minute. */
  #note(lost: number): void {
    if (lost === this.#lost) return;
    this.#recorder?.note(
      "warning",
      `${lost - this.#lost} ticks were not recorded: there was no room for them`,
    );
    this.#lost = lost;
  }

  #write(): void {
    if (this.#recorder === undefined) return;
    for (const rows of this.#waiting) this.#recorder.addAll(rows);
    this.#waiting = [];
  }
}
