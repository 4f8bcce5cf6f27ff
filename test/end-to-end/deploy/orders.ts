/** What an emulator's byte log says a host ordered motors to do, and when. */
import { readFileSync } from "node:fs";

/**
 * - `move`: goals at the torque of a robot that runs.
 * - `damp`: goals at no more than the torque of a robot that is damped.
 * - `on`, `off`: torque, of all servos that are named.
 */
export type OrderKind = "move" | "damp" | "on" | "off";

export interface Order {
  readonly kind: OrderKind;
  /** Monotonic, s. */
  readonly t: number;
  readonly ids: readonly number[];
  readonly bytes: string;
}

interface Logged {
  readonly t: number;
  readonly dir: "host" | "device";
  readonly bytes: string;
  readonly packet: {
    readonly id: number;
    readonly instruction: string;
    readonly crcRight: boolean;
    readonly address?: number;
    readonly length?: number;
    readonly data?: string | Readonly<Record<string, string>>;
  } | null;
}

const torqueEnable = 64;
/** Indirect data: goal current (2), goal position (4). */
const goal = 236;
/** 0.3 of the whole current limit of 1193 units, rounded. */
const dampCurrent = 358;

/** All orders of the log, in their order; those with a wrong checksum are none. */
export function ordersIn(log: string): Order[] {
  const lines = readFileSync(log, "utf8").split("\n");
  // A line is written at once; behind the last line feed there is nothing.
  return lines.slice(0, -1).flatMap((line) => orderOf(JSON.parse(line) as Logged) ?? []);
}

function orderOf({ t, dir, bytes, packet }: Logged): Order | undefined {
  if (dir !== "host" || packet === null || !packet.crcRight) return undefined;
  const { instruction, address, data, id } = packet;
  if ((instruction !== "syncWrite" && instruction !== "write") || data === undefined) return undefined;
  const rows = typeof data === "string" ? { [id]: data } : data;
  const kind = kindOf(address, Object.values(rows));
  return kind === undefined ? undefined : { kind, t, bytes, ids: Object.keys(rows).map(Number) };
}

function kindOf(address: number | undefined, rows: readonly string[]): OrderKind | undefined {
  if (address === torqueEnable) return rows.every((row) => row === "00") ? "off" : "on";
  // Whoever writes goals past the indirect data (102 … 119) moves something too.
  if (address !== goal) return address !== undefined && address >= 102 && address < 120 ? "move" : undefined;
  const currents = rows.map((row) => Buffer.from(row, "hex").readInt16LE(0));
  return currents.every((current) => Math.abs(current) <= dampCurrent) ? "damp" : "move";
}
