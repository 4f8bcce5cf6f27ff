/** A device as a named pipe: whatever writes to its path, what was written comes out in order. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync, readSync } from "node:fs";

export interface Device {
  readonly path: string;
  readonly fd: number;
  /** What was written since the last time. */
  read(): string;
  close(): void;
}

export function newDevice(path: string): Device {
  assert.equal(spawnSync("mkfifo", [path]).status, 0);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(65536);
  const read = (): string => {
    try {
      return buffer.toString("latin1", 0, readSync(fd, buffer));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "";
      throw error;
    }
  };
  return { path, fd, read, close: () => closeSync(fd) };
}
