/**
 * The guard: a process that holds what stops the robot, and sends it as soon as the process that started it is gone.
 *
 * It reads its standard input: first one line, what to send and where to; then nothing, while all is well. Input that ends
 * without the word `disarmed` is the death of the other process, however that came.
 */
import { constants, openSync, readSync, writeSync } from "node:fs";
import { type GuardOrder, inheritedFd } from "./guard-order.ts";

const armed = "armed\n";

function read(buffer: Buffer): number {
  try {
    return readSync(0, buffer);
  } catch {
    return 0;
  }
}

/** Everything until the input ends; calls `onLine` with the first line as soon as it is there. */
function readAll(onLine: (line: string) => void): string {
  const buffer = Buffer.alloc(65536);
  let text = "";
  let told = false;
  for (let count = read(buffer); count > 0; count = read(buffer)) {
    text += buffer.toString("latin1", 0, count);
    if (!told && text.includes("\n")) {
      told = true;
      onLine(text.slice(0, text.indexOf("\n")));
    }
  }
  return text;
}

/** A device that is busy for a moment is asked again; the process ends with the last attempt either way. */
function send(device: number, bytes: Uint8Array): void {
  const giveUp = performance.now() + 1000;
  for (let sent = 0; sent < bytes.length && performance.now() < giveUp; )
    sent += attempt(device, bytes, sent);
}

function attempt(device: number, bytes: Uint8Array, from: number): number {
  try {
    return writeSync(device, bytes, from);
  } catch {
    return 0;
  }
}

// A signal meant for the whole group must not take the guard along: it goes when its input ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

let order: GuardOrder | undefined;
let fd = -1;
const text = readAll((line) => {
  order = JSON.parse(line) as GuardOrder;
  // Opened now: when it is needed, nothing may go wrong any more.
  fd = order.inherited
    ? inheritedFd
    : openSync(order.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  writeSync(1, armed);
});
if (order !== undefined && !text.endsWith("disarmed\n")) send(fd, Buffer.from(order.bytes, "base64"));
