/** The log file of a run: every line is in the file when `write` returns, so no way of ending the process loses one. */
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs";

export interface LogFile {
  /** Appends one line. Throws when the file cannot take it. */
  write(line: string): void;
  close(): void;
}

/** Opens `path` for appending; a line cut short by a killed process is ended first. */
export function openLogFile(path: string): LogFile {
  const descriptor = open(path);
  if (endsInsideLine(descriptor)) appendFileSync(descriptor, "\n");
  let closed = false;
  return {
    write: (line) => {
      if (!closed) appendFileSync(descriptor, `${line}\n`);
    },
    close: () => {
      if (!closed) closeSync(descriptor);
      closed = true;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "a+");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `the log file ${path} cannot be written: ${reason}; create its directory, or choose a run directory you may write to`,
      { cause },
    );
  }
}

function endsInsideLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}
