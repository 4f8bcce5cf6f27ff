/** Sends what stops the robot from whatever thread still runs, past a driver that no longer does. */
import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from "node:fs";
import type { Emergency } from "../driver.ts";

/** Whether it was written. Never throws: it is called where everything else has failed. */
export function sendEmergency({ fd, path, bytes }: Emergency): boolean {
  return (isDevice(fd, path) && written(fd, bytes)) || throughPath(path, bytes);
}

/** A number of a file that was closed may be that of another file by now. */
function isDevice(fd: number, path: string): boolean {
  if (fd < 0) return false;
  try {
    const [open, named] = [fstatSync(fd), statSync(path)];
    return open.ino === named.ino && open.dev === named.dev;
  } catch {
    return false;
  }
}

function written(fd: number, bytes: Uint8Array): boolean {
  try {
    return writeSync(fd, bytes) === bytes.length;
  } catch {
    return false;
  }
}

function throughPath(path: string, bytes: Uint8Array): boolean {
  try {
    const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    try {
      return written(fd, bytes);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}
