/** Which driver a target such as `dynamixel:/dev/ttyUSB0` means. Drivers are loaded when they are asked for. */
import type { Clock, Driver, OpenDriver } from "../driver.ts";

/** A target, the module that opens it (URL), and what it needs to know of the robot; may be sent to a thread. */
export interface DriverSource {
  readonly target: string;
  readonly module: string;
  readonly robot: unknown;
}

/** No driver is called so. */
export class UnknownTarget extends Error {
  override readonly name = "UnknownTarget";
  constructor(target: string) {
    const choices = schemes.map(({ prefix, example }) => `${prefix} (such as ${example})`).join(", ");
    super(`no driver for robot "${target}": expected a target that begins with ${choices}`);
  }
}

const schemes = [
  { prefix: "sim:", example: "sim:aibo", module: "./shared-memory.js" },
  { prefix: "tcp://", example: "tcp://robot.local:5555", module: "./wire/open-driver.js" },
  { prefix: "dynamixel:", example: "dynamixel:/dev/ttyUSB0", module: "./dynamixel/open-driver.js" },
  { prefix: "opencat:", example: "opencat:/dev/ttyUSB0", module: "./opencat/open-driver.js" },
] as const;

/** Throws `UnknownTarget`. */
export function driverSource(target: string, robot: unknown): DriverSource {
  const scheme = schemes.find(({ prefix }) => target.startsWith(prefix));
  if (scheme === undefined) throw new UnknownTarget(target);
  return { target, module: new URL(scheme.module, import.meta.url).href, robot };
}

/** Loads the module, which exports `openDriver`, and opens the robot in this thread. */
export async function openDriver({ target, module, robot }: DriverSource, clock: Clock): Promise<Driver> {
  const { openDriver: open } = (await import(module)) as { readonly openDriver: OpenDriver };
  return open(target, { clock, robot });
}
