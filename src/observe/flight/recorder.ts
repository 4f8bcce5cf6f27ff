/**
 * Keeps a deployment in a file: in go the rows of its ticks, out comes an MCAP file that `gaitway replay` decides again and that
 * Foxglove, Lichtblick, PlotJuggler and Rerun show.
 *
 *     await using recorder = await FlightRecorder.create("walk.mcap", { plan, identity, onFailure });
 *     recorder.addAll(rows);
 *
 * A row costs some tenths of a millisecond, of the thread that calls, never of the control thread. The file is `FILE.part` until
 * it is closed. Of a process that was killed at most half a second is missing in it, and nothing before the last change of state.
 * A file that cannot be written any more is told at once, so that the caller can stop the robot; what was written stays readable.
 */
import { controllerFor } from "../../deploy/controller.ts";
import { monotonicClock } from "../../deploy/loop/clock.ts";
import type { DeployPlan } from "../../deploy/plan.ts";
import { planToJson } from "../../deploy/plan-json.ts";
import { stateCode, stateNames } from "../../deploy/states.ts";
import type { RecordLayout } from "../../deploy/tick-record.ts";
import { packageVersion } from "../../transport/package-version.ts";
import { McapFile, type McapSchema } from "../../transport/recorder/mcap-file.ts";
import { PartFile } from "../../transport/recorder/part-file.ts";
import { LOG_TOPIC, STATE_TOPIC, type TickChannel, tickChannels } from "./channels.ts";
import { type EventLevel, enteredState, eventsOf, type FlightEvent, nameOf } from "./events.ts";
import { layoutText } from "./reading.ts";
import { reasonName } from "./reason-name.ts";
import { schemaOf } from "./schemas/descriptor.ts";
import { log, logLevels, timestampOf } from "./schemas/foxglove.ts";
import { state } from "./schemas/gaitway.ts";
import { encode, type MessageType, type MessageValue } from "./schemas/message.ts";

/** A chunk that is not full is written after this many seconds. */
const FLUSH_INTERVAL = 0.5;
const CHUNK_BYTES = 2 ** 16;

export interface FlightClock {
  readonly wall: bigint;
  readonly monotonic: number;
}

export interface FlightRecorderOptions {
  readonly plan: DeployPlan;
  /** Who answered, as the driver says. */
  readonly identity: string;
  /** The same moment on both clocks, ns since 1970 and s of the monotonic one; now by default. Times of day follow from it alone. */
  readonly clock?: FlightClock;
  /** Told once, when nothing can be recorded any more. Stop the robot: what it does from here on is not kept. */
  readonly onFailure: (error: RecordingFailed) => void;
}

/** The recording has ended before its time. What came before is in `FILE.part`. The recorder takes no more rows. */
export class RecordingFailed extends Error {
  override readonly name = "RecordingFailed";
  readonly path: string;

  constructor(path: string, reason: string) {
    super(
      `the recording ends early (${reason}); ${path}.part has what came before. Make room on the disk, or record elsewhere`,
    );
    this.path = path;
  }
}

/** What became of it. */
export interface FlightFile {
  readonly path: string;
  readonly ticks: number;
  readonly failure: RecordingFailed | undefined;
}

export class FlightRecorder implements AsyncDisposable {
  readonly #layout: RecordLayout;
  readonly #clock: FlightClock;
  readonly #onFailure: FlightRecorderOptions["onFailure"];
  readonly #channels: readonly TickChannel[];
  readonly #stateId: number;
  readonly #logId: number;
  readonly #file: McapFile;
  readonly #part: PartFile;
  readonly #flushing: NodeJS.Timeout;
  #failure: RecordingFailed | undefined;
  #before: Float64Array | undefined;
  #ticks = 0;
  /** When the chunk began, and when the last row was, ns since 1970. */
  #chunkStart: bigint;
  #now: bigint;
  #closing: Promise<FlightFile> | undefined;

  private constructor(part: PartFile, options: FlightRecorderOptions) {
    const { plan, clock = clocksNow() } = options;
    const { layout } = controllerFor(plan);
    this.#layout = layout;
    this.#clock = clock;
    this.#onFailure = options.onFailure;
    this.#now = clock.wall;
    this.#chunkStart = clock.wall;
    this.#channels = tickChannels(plan.robot, layout);
    this.#stateId = this.#channels.length;
    this.#logId = this.#stateId + 1;
    this.#part = part;
    this.#file = new McapFile(withSchemas(this.#channels), { checksums: true });
    part.write(this.#file.opening());
    this.#writePlan(options);
    part.sync();
    this.#flushing = setInterval(() => this.#flush(), FLUSH_INTERVAL * 1e3).unref();
  }

  /** Rejects when the file is there already, or cannot be written. */
  static async create(path: string, options: FlightRecorderOptions): Promise<FlightRecorder> {
    const failed = (reason: string): void => recorder.#fail(reason);
    const recorder: FlightRecorder = new FlightRecorder(await PartFile.create(path, failed), options);
    return recorder;
  }

  /** Rows one after another, as a `rows` event of `deploy()` has them. */
  addAll(rows: Float64Array): void {
    const { size } = this.#layout;
    for (let at = 0; at < rows.length; at += size) this.add(rows.subarray(at, at + size));
  }

  /** Takes a copy of what it needs. Rows come in the order of their ticks. */
  add(row: Float64Array): void {
    if (this.#failure !== undefined || this.#closing !== undefined) return;
    this.#now = this.#wallOf(row[this.#layout.head.begin] as number);
    for (const [id, { type, of }] of this.#channels.entries()) this.#put(id, type, of(row, this.#now));
    for (const event of eventsOf(this.#layout, row, this.#before)) this.#log(event);
    const entered = enteredState(this.#layout, row, this.#before);
    if (entered) this.#putState(row);
    this.#ticks += 1;
    this.#before = row.slice();
    const full = this.#file.waiting >= CHUNK_BYTES;
    if (entered || full || this.#now - this.#chunkStart >= BigInt(FLUSH_INTERVAL * 1e9)) this.#flush();
    if (entered && (row[this.#layout.head.state] as number) >= stateCode.stopping) this.#part.sync();
  }

  /** A line in the log of the recording, at the time of the last tick. */
  note(level: EventLevel, message: string): void {
    if (this.#failure !== undefined || this.#closing !== undefined) return;
    this.#log({ level, message });
  }

  /** Writes what is left and gives the file its name; one that failed stays `FILE.part`. Never rejects for a full disk. */
  close(): Promise<FlightFile> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Time of day by the clock that never jumps. */
  #wallOf(monotonic: number): bigint {
    const since = Math.round((monotonic - this.#clock.monotonic) * 1e9);
    const at = this.#clock.wall + (Number.isFinite(since) ? BigInt(since) : 0n);
    return at > this.#now ? at : this.#now;
  }

  #put(id: number, type: MessageType, value: MessageValue | undefined): void {
    if (value !== undefined) this.#file.add(id, this.#now, encode(type, value));
  }

  #log({ level, message }: FlightEvent): void {
    const entry = { level: logLevels.indexOf(levels[level]), message, name: "gaitway", file: "", line: 0 };
    this.#put(this.#logId, log, { timestamp: timestampOf(this.#now), ...entry });
  }

  #putState(row: Float64Array): void {
    const { head } = this.#layout;
    const [number, reason] = [row[head.state] as number, row[head.reason] as number];
    this.#put(this.#stateId, state, {
      timestamp: timestampOf(this.#now),
      tick: row[head.tick] as number,
      state: nameOf(stateNames, number),
      reason: reasonName(reason),
      state_number: number,
      reason_number: reason,
    });
  }

  #writePlan({ plan, identity }: FlightRecorderOptions): void {
    const { wall, monotonic } = this.#clock;
    this.#part.write(
      this.#file.metadata("gaitway.deployment", {
        version: packageVersion,
        identity,
        start: new Date(Number(wall / 1_000_000n)).toISOString(),
        wallNanoseconds: String(wall),
        monotonicSeconds: String(monotonic),
        layout: layoutText(this.#layout),
      }),
    );
    this.#attach("plan.json", planToJson(plan));
    this.#attach("robot.json", JSON.stringify(plan.robot, null, 2));
    const { source } = plan;
    if (source.kind === "network")
      this.#attach("policy.json", JSON.stringify(source.policy, null, 2) ?? "null");
  }

  #attach(name: string, text: string): void {
    const what = { name, mediaType: "application/json", nanoseconds: this.#clock.wall };
    this.#part.write(this.#file.attachment({ ...what, data: new TextEncoder().encode(text) }));
  }

  #flush(): void {
    this.#chunkStart = this.#now;
    const chunk = this.#file.takeChunk();
    if (chunk !== undefined) this.#part.write(chunk);
  }

  #fail(reason: string): void {
    clearInterval(this.#flushing);
    this.#failure = new RecordingFailed(this.#part.path, reason);
    this.#onFailure(this.#failure);
  }

  async #finish(): Promise<FlightFile> {
    clearInterval(this.#flushing);
    this.#flush();
    this.#part.write(this.#file.closing());
    await this.#part.close();
    const path = this.#failure === undefined ? this.#part.path : `${this.#part.path}.part`;
    return { path, ticks: this.#ticks, failure: this.#failure };
  }
}

function clocksNow(): FlightClock {
  return { wall: BigInt(Date.now()) * 1_000_000n, monotonic: monotonicClock()() };
}

const levels = { info: "INFO", warning: "WARNING", error: "ERROR" } as const;

/** The channels of ticks, then states, then the log; channels of one kind share a schema. */
function withSchemas(channels: readonly TickChannel[]): { topic: string; schema: McapSchema }[] {
  const made = new Map<MessageType, McapSchema>();
  const schema = (type: MessageType): McapSchema => {
    const known = made.get(type) ?? schemaOf(type);
    made.set(type, known);
    return known;
  };
  const all = [...channels, { topic: STATE_TOPIC, type: state }, { topic: LOG_TOPIC, type: log }];
  return all.map(({ topic, type }) => ({ topic, schema: schema(type) }));
}
