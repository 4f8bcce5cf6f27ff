/**
 * Opens a serial port raw and for this process alone, or says why not, who has it, and what to do.
 *
 * The package `serialport` sets the port raw and to its baud rate through a file of its own, which it can close only in its own
 * time; ours is read, written and closed at once. What was set belongs to the port and stays while ours is open. Its lock does
 * not: it finds programs that have the port, and the lock file keeps out other writers of Gaitway.
 */
import { closeSync, constants, openSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { messageOf } from "../../../transport/errors.ts";
import { type Bindings, loadBindings } from "./bindings.ts";
import { SerialPort } from "./port.ts";
import { namePorts, PortError, type PortErrorKind } from "./port-error.ts";
import { lockPort, nameProcess } from "./port-lock.ts";

/** Throws PortError. */
export async function openPort(path: string, baudRate: number): Promise<SerialPort> {
  const bindings = await loadBindings();
  const device = await findDevice(path, bindings);
  const lock = lockPort(device);
  try {
    return new SerialPort(device, await openDevice(device, baudRate, bindings), lock);
  } catch (error) {
    lock.release();
    throw error instanceof PortError ? error : await explained(error, path, baudRate, bindings);
  }
}

async function findDevice(path: string, bindings: Bindings): Promise<string> {
  const device = realPathOf(path);
  if (device === undefined)
    throw new PortError("absent", `${path || "(no port)"} is not there; ${await namesOf(bindings)}`);
  if (!statSync(device).isCharacterDevice())
    throw new PortError(
      "notSerial",
      `${path} is not a serial port but ${statSync(device).isDirectory() ? "a folder" : "a file"}; ${await namesOf(bindings)}`,
    );
  return device;
}

async function openDevice(device: string, baudRate: number, bindings: Bindings): Promise<number> {
  const fd = openSync(device, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  try {
    // Reads answer at once with what is there: waiting is the bus's business, which knows how long.
    await (await bindings.open({ path: device, baudRate, lock: true, vmin: 0, vtime: 0 })).close();
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

async function explained(
  cause: unknown,
  path: string,
  baudRate: number,
  bindings: Bindings,
): Promise<PortError> {
  const reason = messageOf(cause);
  const kind = kindOf(reason);
  const text = {
    busy: () => busyText(path),
    notPermitted: () =>
      `${path} may not be opened by this user; join the group of serial ports (sudo usermod -aG dialout $USER, then log in again) or open it to all by a udev rule (MODE="0666")`,
    notSerial: async () => `${path} is not a serial port (${reason}); ${await namesOf(bindings)}`,
    failed: () =>
      `${path} could not be opened at ${baudRate} baud: ${reason}; check the cable and whether the adapter can do that rate`,
  }[kind];
  return new PortError(kind, await text(), { cause });
}

/** The package gives no codes, only the system's words. */
function kindOf(reason: string): Exclude<PortErrorKind, "absent" | "noSupport"> {
  if (/busy|temporarily unavailable|cannot lock/i.test(reason)) return "busy";
  if (/permission denied|not permitted/i.test(reason)) return "notPermitted";
  if (/inappropriate ioctl|no such device|not a tty/i.test(reason)) return "notSerial";
  return "failed";
}

function busyText(path: string): string {
  const holders = holdersOf(realpathSync(path)).map(nameProcess);
  const who = holders.length === 0 ? "another process" : holders.join(" and ");
  return `${path} is in use by ${who}; one writer a port: stop it first`;
}

/** Processes that have the device open, as far as this user may see. */
function holdersOf(device: string): number[] {
  return entriesOf("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => entriesOf(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === device));
}

async function namesOf(bindings: Bindings): Promise<string> {
  return namePorts((await bindings.list().catch(() => [])).map(({ path }) => path));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
