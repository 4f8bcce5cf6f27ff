/** What can go wrong on the bus. */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import type { Fault, Stage } from "./fault.ts";
import { clock } from "./scene.ts";

type Request = readonly [fault: string, more?: Readonly<Record<string, unknown>>];

const inject = ([fault, more]: Request) => {
  return ({ scene }: Stage) => scene.bus.fault(fault, more);
};

const stopped = (name: string, reason: ReasonName, request: Request): Fault => {
  return { name, expect: { kind: "stops", reason }, inject: inject(request) };
};

const harmless = (name: string, request: Request): Fault => {
  return { name, expect: { kind: "goesOn" }, inject: inject(request) };
};

/** Another program writes to the port: goal position 2100 to servo 1, past the indirect data. */
function writeGoal(path: string): number {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const packet = [0xff, 0xff, 0xfd, 0, 1, 9, 0, 3, 116, 0, 0x34, 0x08, 0, 0];
  const now = clock();
  writeSync(fd, Uint8Array.from([...packet, ...crcOf(packet)]));
  closeSync(fd);
  return now;
}

/** CRC-16 of polynomial 0x8005, low byte first. */
export function crcOf(packet: readonly number[]): [number, number] {
  let crc = 0;
  for (const byte of packet) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x8005 : 0)) & 0xffff;
  }
  return [crc & 0xff, crc >> 8];
}

function reboot({ scene }: Stage, id: number): void {
  const fd = openSync(scene.bus.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const packet = [0xff, 0xff, 0xfd, 0, id, 3, 0, 8];
  writeSync(fd, Uint8Array.from([...packet, ...crcOf(packet)]));
  closeSync(fd);
}

const hardware = (error: string, id: number): Fault => ({
  ...stopped(`servo error: ${error}`, "hardwareError", ["hardware", { id, error }]),
  mend: (stage) => reboot(stage, id),
});

export const busFaults: readonly Fault[] = [
  stopped("all replies dropped", "readFailing", ["drop"]),
  stopped("all replies truncated", "readFailing", ["truncate"]),
  stopped("all replies corrupt", "readFailing", ["corrupt"]),
  stopped("all replies later than a tick", "readFailing", ["delay", { seconds: 0.05 }]),
  stopped("all replies under another id", "readFailing", ["wrong-id"]),
  stopped("a servo is silent", "readFailing", ["silent", { id: 3 }]),
  stopped("the sensor board is silent", "readFailing", ["silent", { id: 200 }]),
  stopped("the sensor board is frozen", "sensorFrozen", ["stuck", { id: 200 }]),
  {
    ...stopped("a servo repeats its position while it is to walk", "jointStuck", ["stuck", { id: 3 }]),
    start: { policy: "walk" },
    // Within a cycle of the gait the command has gone away from it.
    bound: 1,
  },
  hardware("overload", 4),
  hardware("overheating", 5),
  hardware("voltage", 6),
  hardware("encoder", 7),
  hardware("shock", 8),
  harmless("one reply in fifty lost (goes on)", ["drop", { probability: 0.02, count: 3 }]),
  harmless("noise before every reply (goes on)", ["noise"]),
  harmless("every reply twice (goes on)", ["duplicate"]),
  harmless("echo (goes on)", ["echo"]),
  {
    name: "a second writer that the bus shows",
    expect: { kind: "stops", reason: "secondWriter" },
    inject: async ({ scene }) => {
      await scene.bus.fault("echo");
      return writeGoal(scene.bus.path);
    },
  },
  {
    name: "unplugged",
    expect: { kind: "watchdog", reason: "disconnected" },
    inject: inject(["unplug"]),
    mend: ({ scene }) => scene.bus.fault("replug"),
  },
];
