/** Why the robot on a bus was not opened: `kind` for a program, the message with the remedy for a person. */
export type BusErrorKind =
  | "noDevices"
  | "missing"
  | "wrongModel"
  | "hardwareError"
  | "overheated"
  | "notConfigured"
  | "notLimp"
  | "tooSlow"
  | "moving"
  | "gone";

export class BusError extends Error {
  override readonly name = "BusError";
  readonly kind: BusErrorKind;
  constructor(kind: BusErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
