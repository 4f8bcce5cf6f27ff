/**
 * How a driver fails, as numbers that fit a record. 0 is no fault. A tick carries one for reading and one for writing.
 *
 * New ones go to the end: recordings hold the numbers.
 */
export const faultNames = [
  "none",
  /** No answer in time; an isolated one is tolerated for a bounded window. */
  "noAnswer",
  /** An answer that is damaged: checksum, length, wrong device. */
  "corrupt",
  /** The device itself is gone: unplugged, closed, link lost. */
  "disconnected",
  /** A servo reports an error of its own: overload, overheating, voltage. */
  "hardwareError",
  /** The device refused a command: its watchdog has tripped, or it is not armed. */
  "refused",
  /** Somebody else commands the robot too. */
  "secondWriter",
  /** A value that is not finite, or outside what the device can send. */
  "implausible",
] as const;

export type FaultName = (typeof faultNames)[number];

/** The number of a fault. */
export const faultCode = Object.fromEntries(faultNames.map((name, code) => [name, code])) as Readonly<
  Record<FaultName, number>
>;
