/**
 * A file that is `FILE.part` until it is closed, written piece by piece in the order given, beside everything else.
 *
 * A piece that cannot be written ends it: what was written of that piece is cut off again, later pieces are dropped, and
 * `onFailure` is told why, once. Nothing that was written before is lost.
 */
import { access, type FileHandle, open, rename, rm } from "node:fs/promises";
import { messageOf } from "../errors.ts";

/** What may wait for the disk. */
const MAX_WAITING_BYTES = 64 * 2 ** 20;

export class PartFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #onFailure: (reason: string) => void;
  #failed = false;
  #waitingBytes = 0;
  /** Bytes of the pieces that are wholly in the file. */
  #length = 0;
  /** Settles when everything handed over is written. */
  #written = Promise.resolve();

  private constructor(path: string, handle: FileHandle, onFailure: (reason: string) => void) {
    this.path = path;
    this.#handle = handle;
    this.#onFailure = onFailure;
  }

  /** Rejects when the file is there already, or cannot be written. */
  static async create(path: string, onFailure: (reason: string) => void): Promise<PartFile> {
    for (const taken of [path, `${path}.part`]) {
      if (await exists(taken))
        throw new Error(`${taken} is there already; record into another file, or remove it`);
    }
    try {
      return new PartFile(path, await open(`${path}.part`, "wx"), onFailure);
    } catch (cause) {
      throw new Error(
        `cannot record into ${path}: ${messageOf(cause)}; choose a folder that can be written`,
        { cause },
      );
    }
  }

  get failed(): boolean {
    return this.#failed;
  }

  write(bytes: Uint8Array): void {
    if (this.#failed) return;
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#fail(`${MAX_WAITING_BYTES / 2 ** 20} MiB wait for a disk that does not keep up`);
      return;
    }
    this.#written = this.#written.then(() => this.#writeAll(bytes));
  }

  /** Asks the disk to keep what was handed over, for the case that the power goes. */
  sync(): void {
    this.#written = this.#written.then(async () => {
      if (!this.#failed) await this.#handle.datasync().catch((error) => this.#fail(messageOf(error)));
    });
  }

  /** Gives the file its name once everything is in it; one that failed stays `FILE.part`. */
  async close(): Promise<void> {
    this.sync();
    await this.#written;
    await this.#handle.close();
    if (!this.#failed) await rename(`${this.path}.part`, this.path);
  }

  /** As if there had been none. */
  async discard(): Promise<void> {
    await this.#written;
    await this.#handle.close();
    await rm(`${this.path}.part`, { force: true });
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    if (this.#failed) return;
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten;
      this.#waitingBytes -= bytes.length;
      this.#length += bytes.length;
    } catch (error) {
      // A device that is full may refuse this too; a reader then stops before the piece that was cut.
      await this.#handle.truncate(this.#length).catch(() => {});
      this.#fail(messageOf(error));
    }
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailure(reason);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
