/** What `gaitway doctor --robot` looks at of a serial port, before anybody talks on it. */
import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename } from "node:path";
import { openPort } from "../deploy/drivers/serial/open-port.ts";
import type { Check } from "./doctor-check.ts";

export const portCheckName = "port is free";
const permission = "permission";
/** ms; an adapter that holds answers back for longer is the commonest reason for a slow bus. */
const longestLatency = 1;

/** `devices`: where the system lists USB adapters. */
export function portChecks(
  path: string,
  baud: number,
  devices = "/sys/bus/usb-serial/devices",
): readonly Check[] {
  return [
    {
      name: permission,
      remedy:
        "check the name and the cable; where it is there and not permitted, join its group (sudo usermod -aG dialout $USER, then log in again)",
      run: async () => permitted(path),
    },
    {
      name: "USB latency timer",
      needs: permission,
      remedy: `set it to ${longestLatency} ms: echo ${longestLatency} | sudo tee ${devices}/${basename(path)}/latency_timer, or by a udev rule (ATTR{latency_timer}="${longestLatency}")`,
      without: "rates at which a tick has more than twice that time",
      run: async () => latency(path, devices),
    },
    {
      name: portCheckName,
      needs: permission,
      remedy: "stop the other program; one writer a port",
      run: async () => {
        (await openPort(path, baud)).close();
        return `nobody else has it, and it can do ${baud} baud`;
      },
    },
  ];
}

function permitted(path: string): string {
  if (!existsSync(path)) throw new Error(`${path || "(no port)"} is not there`);
  const { gid, mode } = statSync(path);
  const who = `${path} (mode ${(mode & 0o777).toString(8)}, group ${groupName(gid)})`;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    throw new Error(`${who} may not be read and written by this user; expected membership of its group`);
  }
  return `${who} may be read and written`;
}

function groupName(gid: number): string {
  try {
    const line = readFileSync("/etc/group", "utf8")
      .split("\n")
      .find((entry) => entry.split(":")[2] === String(gid));
    return line?.split(":")[0] ?? String(gid);
  } catch {
    return String(gid);
  }
}

function latency(path: string, devices: string): string {
  const file = `${devices}/${basename(realpathSync(path))}/latency_timer`;
  if (!existsSync(file)) return "the adapter has none";
  const time = Number(readFileSync(file, "utf8"));
  if (!(time <= longestLatency)) throw new Error(`${time} ms, expected ${longestLatency}`);
  return `${time} ms`;
}
