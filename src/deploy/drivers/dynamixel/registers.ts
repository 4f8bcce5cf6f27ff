/** The registers that are used, as README.md lists them: address and size in bytes. */
export interface Register {
  readonly address: number;
  readonly size: number;
}

export const registers = {
  model: { address: 0, size: 2 },
  firmware: { address: 6, size: 1 },
  returnDelay: { address: 9, size: 1 },
  driveMode: { address: 10, size: 1 },
  operatingMode: { address: 11, size: 1 },
  currentLimit: { address: 38, size: 2 },
  torqueEnable: { address: 64, size: 1 },
  /** With the LED behind it: an answer of another length than the watchdog's, so that neither passes for the other. */
  torqueAndLed: { address: 64, size: 2 },
  hardwareError: { address: 70, size: 1 },
  busWatchdog: { address: 98, size: 1 },
  /** Time to reach full speed, then to reach the goal, ms each in a time-based profile. */
  profile: { address: 108, size: 8 },
  inputVoltage: { address: 144, size: 2 },
  temperature: { address: 146, size: 1 },
  /** Of all the indirect bytes that are used; what each stands for is written to `indirectAddresses`. */
  indirectAddresses: { address: 168, size: 36 },
  /** Present current, velocity, position, hardware error, temperature. */
  state: { address: 224, size: 12 },
  /** Goal current, goal position. */
  goal: { address: 236, size: 6 },
  /** Of the sensor board. */
  board: { address: 224, size: 26 },
} as const satisfies Readonly<Record<string, Register>>;

/** Where in `state` each begins. */
export const stateAt = { current: 0, velocity: 2, position: 6, hardwareError: 10, temperature: 11 } as const;

/** Which register each indirect byte stands for: those of `state`, then those of `goal`. */
export const indirection: readonly number[] = [
  ...[126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 70, 146],
  ...[102, 103, 116, 117, 118, 119],
];

export const servoModel = { number: 1030, name: "XM430-W210" } as const;
export const boardModel = { number: 0x6757, name: "sensor board" } as const;

/** Current-based position control: a goal position, reached with no more than a goal current. */
export const currentBasedPosition = 5;

/** Drive mode with a profile that says in which time a goal is reached, not how fast. */
export const timeBasedProfile = 4;

/** What the bits of the hardware error register say, and what helps. */
export const hardwareErrors: readonly {
  readonly bit: number;
  readonly name: string;
  readonly remedy: string;
}[] = [
  { bit: 0, name: "input voltage out of range", remedy: "check battery and supply" },
  { bit: 2, name: "overheated", remedy: "let it cool down" },
  { bit: 3, name: "encoder fails", remedy: "have the servo repaired" },
  { bit: 4, name: "electrical shock", remedy: "check the cables and the supply" },
  { bit: 5, name: "overloaded", remedy: "take the load off the joint" },
];
