/** Why a serial port could not be opened, and what to do about it. */

export type PortErrorKind = "absent" | "busy" | "notPermitted" | "notSerial" | "noSupport" | "failed";

export class PortError extends Error {
  override readonly name = "PortError";
  readonly kind: PortErrorKind;

  constructor(kind: PortErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** "the serial ports here are /dev/ttyUSB0, /dev/ttyACM0" */
export function namePorts(ports: readonly string[]): string {
  return ports.length === 0
    ? "this machine has no serial port; is the adapter plugged in?"
    : `the serial ports here are ${ports.join(", ")}`;
}
