/** Why a board was not opened: `kind` for a program, the message with the remedy for a person. */
export type OpencatErrorKind = "noBoard" | "wrongBaud" | "notOpencat" | "echo" | "notResting" | "gone";

export class OpencatError extends Error {
  override readonly name = "OpencatError";
  readonly kind: OpencatErrorKind;
  constructor(kind: OpencatErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
