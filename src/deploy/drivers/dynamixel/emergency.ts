/** What stops the robot whatever state its servos and the bus are in: torque off in all of them. */
import { encodeSyncWrite, packetLength } from "./packet.ts";
import { registers } from "./registers.ts";

/**
 * Goal registers may refuse after a watchdog has tripped, torque enable never does. The packet is there several times: a thread
 * that died in the middle of another leaves servos waiting for the rest, and they take what comes first for it.
 */
export function emergencyBytes(ids: Uint8Array): Uint8Array {
  const { address, size } = registers.torqueEnable;
  const packet = new Uint8Array(packetLength(4 + 2 * ids.length));
  encodeSyncWrite(packet, address, size, ids, new Uint8Array(ids.length));
  // A goal is the longest packet that is sent; every byte of it may be stuffed once in three.
  const longest = packetLength(4 + (1 + registers.goal.size) * ids.length) * (4 / 3);
  const copies = Math.ceil(longest / packet.length) + 1;
  return Uint8Array.from({ length: copies * packet.length }, (_, at) => packet[at % packet.length] as number);
}
