/** Opens a serial port raw and for this process alone, or says why not, who has it, and what to do. */
import { accessSync, constants, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { messageOf } from "../../../transport/errors.ts";
import { type Bindings, loadBindings, type PortBinding } from "./bindings.ts";
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
    throw error;
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
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw notPermitted(path, error);
  }
  return device;
}

async function openDevice(path: string, baudRate: number, bindings: Bindings): Promise<PortBinding> {
  try {
    // Reads answer at once with what is there: waiting is the bus's business, which knows how long.
    return await bindings.open({ path, baudRate, lock: true, vmin: 0, vtime: 0 });
  } catch (error) {
    const reason = messageOf(error);
    const kind = kindOf(reason);
    if (kind === "busy") throw new PortError("busy", await busyText(path), { cause: error });
    if (kind === "notPermitted") throw notPermitted(path, error);
    if (kind === "absent" || kind === "notSerial")
      throw new PortError(kind, `${path} is not a serial port (${reason}); ${await namesOf(bindings)}`, {
        cause: error,
      });
    throw new PortError("failed", `${path} could not be opened at ${baudRate} baud: ${reason}`, {
      cause: error,
    });
  }
}

/** The package gives no codes, only the system's words. */
function kindOf(reason: string): PortErrorKind {
  if (/busy|temporarily unavailable|cannot lock/i.test(reason)) return "busy";
  if (/permission denied|not permitted/i.test(reason)) return "notPermitted";
  if (/no such (file|device)/i.test(reason)) return "absent";
  if (/inappropriate ioctl|not a tty/i.test(reason)) return "notSerial";
  return "failed";
}

function notPermitted(path: string, cause: unknown): PortError {
  return new PortError(
    "notPermitted",
    `${path} may not be opened by this user; join the group of serial ports (sudo usermod -aG dialout $USER, then log in again) or give it away by a udev rule (MODE="0666")`,
    { cause },
  );
}

async function busyText(path: string): Promise<string> {
  const holders = holdersOf(path).map(nameProcess);
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
