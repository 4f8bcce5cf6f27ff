/** The part of the package `serialport` that is used: setting a port raw and to any baud rate, listing ports. */
import { messageOf } from "../../../transport/errors.ts";
import { PortError } from "./port-error.ts";

export interface PortBinding {
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly path: string;
  readonly baudRate: number;
  /** Nobody else may open it. */
  readonly lock: boolean;
  /** A read waits for so many bytes, so many tenths of a second. */
  readonly vmin: number;
  readonly vtime: number;
}

export interface Bindings {
  open(options: OpenOptions): Promise<PortBinding>;
  list(): Promise<readonly { readonly path: string }[]>;
}

/** Throws PortError where the package or this platform cannot do it. */
export async function loadBindings(): Promise<Bindings> {
  if (process.platform === "win32")
    throw new PortError(
      "noSupport",
      "serial ports are driven on Linux and macOS only: the control thread reads them as files, which Windows does not do",
    );
  const loaded = await import("serialport").catch((error: unknown) => {
    throw new PortError(
      "noSupport",
      `the optional package serialport could not be loaded (${messageOf(error)}); npm install serialport@13 brings it`,
      { cause: error },
    );
  });
  return loaded.SerialPort.binding as unknown as Bindings;
}
