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
import { access, type FileHandle, open, rename } from "node:fs/promises";
import { decodeReply } from "../codec.ts";
import { writeRecorded } from "../codec-recording.ts";
import { messageOf } from "../errors.ts";
import type { Direction } from "../frames.ts";
import { DEFAULT_LIMITS, PROTOCOL_MAJOR, PROTOCOL_MINOR, type WireSpec } from "../message.ts";
import { packageVersion } from "../package-version.ts";
import { McapFile } from "./mcap-file.ts";

/** Small enough that ending one, which is done between two messages, takes a fraction of a millisecond. */
const CHUNK_BYTES = 2 ** 18;
const FLUSH_INTERVAL_MS = 500;
/** What may wait for the disk. */
const MAX_WAITING_BYTES = 64 * 2 ** 20;

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
  readonly path: string;
  readonly #file = new McapFile();
  readonly #handle: FileHandle;
  readonly #warn: (message: string) => void;
  readonly #flushing: NodeJS.Timeout;
  readonly #clockStart = performance.now();
  readonly #wallStart = Date.now();
  #connections = 0;
  #knowsSpec = false;
  #failed = false;
  #waitingBytes = 0;
  /** Settles when everything handed to the disk is written. */
  #written = Promise.resolve();
  #closing: Promise<void> | undefined;

  private constructor(path: string, handle: FileHandle, { onWarning }: RecorderOptions) {
    this.path = path;
    this.#handle = handle;
    this.#warn = onWarning ?? ((message) => process.emitWarning(message));
    this.#flushing = setInterval(() => this.#flush(), FLUSH_INTERVAL_MS).unref();
    this.#write(this.#file.opening());
    const protocol = `${PROTOCOL_MAJOR}.${PROTOCOL_MINOR}`;
    const start = new Date(this.#wallStart).toISOString();
    this.#write(this.#file.metadata("gaitway", { version: packageVersion, protocol, start }));
  }

  /** Rejects when the file is there already, or cannot be written. */
  static async create(path: string, options: RecorderOptions = {}): Promise<Recorder> {
    for (const taken of [path, `${path}.part`]) {
      if (await exists(taken))
        throw new Error(`${taken} is there already; record into another file, or remove it`);
    }
    try {
      return new Recorder(path, await open(`${path}.part`, "wx"), options);
    } catch (cause) {
      throw new Error(
        `cannot record into ${path}: ${messageOf(cause)}; choose a folder that can be written`,
        {
          cause,
        },
      );
    }
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

  /** Writes what is left and gives the file its name. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #add(direction: Direction, connection: number, frames: readonly Uint8Array[]): void {
    if (this.#failed || this.#closing !== undefined) return;
    this.#file.add(direction, this.#now(), writeRecorded(direction, connection, frames));
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
      this.#write(this.#file.metadata("spec", { json: specAsJson(body.spec) }));
    } catch {
      // The channel says what is wrong with the reply; it is in the recording as it came.
    }
  }

  #flush(): void {
    const chunk = this.#file.takeChunk();
    if (chunk !== undefined) this.#write(chunk);
  }

  #write(bytes: Uint8Array): void {
    if (this.#failed) return;
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#fail(`${MAX_WAITING_BYTES / 2 ** 20} MiB wait for a disk that does not keep up`);
      return;
    }
    this.#written = this.#written.then(() => this.#writeAll(bytes));
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    if (this.#failed) return;
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten;
      this.#waitingBytes -= bytes.length;
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    clearInterval(this.#flushing);
    this.#warn(
      `the recording ends early (${reason}); the run goes on, and ${this.path}.part has what came before`,
    );
  }

  async #finish(): Promise<void> {
    clearInterval(this.#flushing);
    this.#flush();
    this.#write(this.#file.closing());
    await this.#written;
    try {
      if (!this.#failed) await this.#handle.sync();
    } catch (error) {
      this.#fail(messageOf(error));
    } finally {
      await this.#handle.close();
    }
    if (!this.#failed) await rename(`${this.path}.part`, this.path);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function specAsJson(spec: WireSpec): string {
  return JSON.stringify(spec, (_, value) => {
    if (value instanceof Float64Array) return [...value];
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}
