/**
 * Keeps a conversation in a file: in go the frames of requests and replies, out comes an MCAP file that `gaitway replay`
 * serves again and that Foxglove and the `mcap` tools read.
 *
 *     await using recorder = await Recorder.create("bug.mcap");
 *     await using env = await connect("ipc:///tmp/robot", { record: recorder });
 *
 * A frame costs one copy on its way; everything else happens beside the conversation. The file is `FILE.part` until it is
 * closed; of a process that was killed at most the last second is missing in it. A disk that is full, or slower than the
 * conversation, ends the recording with a warning and never the run. Sessions are blanked; keys never come here.
 */
import { decodeReply } from "../codec.ts";
import { RECORDED_SCHEMA, writeRecorded } from "../codec-recording.ts";
import type { Direction } from "../frames.ts";
import { DEFAULT_LIMITS, PROTOCOL_MAJOR, PROTOCOL_MINOR } from "../message.ts";
import { packageVersion } from "../package-version.ts";
import type { WireSpec } from "../spec-message.ts";
import { McapFile } from "./mcap-file.ts";
import { PartFile } from "./part-file.ts";

/** Small enough that ending one, which is done between two messages, takes a fraction of a millisecond. */
const CHUNK_BYTES = 2 ** 18;
const FLUSH_INTERVAL_MS = 500;
const CHANNELS: readonly Direction[] = ["request", "reply"];

export interface RecorderOptions {
  /** Told once when the recording ends before its time; a process warning by default. */
  readonly onWarning?: (message: string) => void;
}

/** One connection's part in a recording. */
export interface ConnectionRecord {
  readonly sent: (frames: readonly Uint8Array[]) => void;
  readonly received: (frames: readonly Uint8Array[]) => void;
}

export class Recorder implements AsyncDisposable {
  readonly #file = new McapFile(
    CHANNELS.map((direction) => ({ topic: `/gaitway/${direction}`, schema: RECORDED_SCHEMA })),
  );
  readonly #part: PartFile;
  readonly #flushing: NodeJS.Timeout;
  readonly #clockStart = performance.now();
  readonly #wallStart = Date.now();
  #connections = 0;
  #knowsSpec = false;
  #closing: Promise<void> | undefined;

  private constructor(part: PartFile) {
    this.#part = part;
    this.#flushing = setInterval(() => this.#flush(), FLUSH_INTERVAL_MS).unref();
    part.write(this.#file.opening());
    const protocol = `${PROTOCOL_MAJOR}.${PROTOCOL_MINOR}`;
    const start = new Date(this.#wallStart).toISOString();
    part.write(this.#file.metadata("gaitway", { version: packageVersion, protocol, start }));
  }

  /** Rejects when the file is there already, or cannot be written. */
  static async create(path: string, { onWarning }: RecorderOptions = {}): Promise<Recorder> {
    const warn = onWarning ?? ((message: string) => process.emitWarning(message));
    const part = await PartFile.create(path, (reason) =>
      warn(`the recording ends early (${reason}); the run goes on, and ${path}.part has what came before`),
    );
    return new Recorder(part);
  }

  get path(): string {
    return this.#part.path;
  }

  connection(): ConnectionRecord {
    const connection = ++this.#connections;
    return {
      sent: (frames) => this.#add("request", connection, frames),
      received: (frames) => {
        this.#add("reply", connection, frames);
        if (!this.#knowsSpec) this.#noteSpec(frames);
      },
    };
  }

  /** Writes what is left and gives the file its name. Where nobody connected, nothing is left behind. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #add(direction: Direction, connection: number, frames: readonly Uint8Array[]): void {
    if (this.#part.failed || this.#closing !== undefined) return;
    this.#file.add(CHANNELS.indexOf(direction), this.#now(), writeRecorded(direction, connection, frames));
    if (this.#file.waiting >= CHUNK_BYTES) this.#flush();
  }

  #now(): bigint {
    const elapsed = performance.now() - this.#clockStart;
    return BigInt(this.#wallStart) * 1_000_000n + BigInt(Math.round(elapsed * 1e6));
  }

  #noteSpec(frames: readonly Uint8Array[]): void {
    try {
      const { body } = decodeReply(frames, DEFAULT_LIMITS);
      if (body.kind !== "hello") return;
      this.#knowsSpec = true;
      this.#part.write(this.#file.metadata("spec", { json: specAsJson(body.spec) }));
    } catch {
      // The channel says what is wrong with the reply; it is in the recording as it came.
    }
  }

  #flush(): void {
    const chunk = this.#file.takeChunk();
    if (chunk !== undefined) this.#part.write(chunk);
  }

  async #finish(): Promise<void> {
    clearInterval(this.#flushing);
    if (this.#connections === 0) return await this.#part.discard();
    this.#flush();
    this.#part.write(this.#file.closing());
    await this.#part.close();
  }
}

function specAsJson(spec: WireSpec): string {
  return JSON.stringify(spec, (_, value) => {
    if (value instanceof Float64Array) return [...value];
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}
