/** `tcp://…`: opens a robot on the wire, its link in a process of its own; or asks it what it is before anything is opened. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { OpenDriver } from "../../driver.ts";
import type { WireOptions } from "./describe.ts";
import { WireDriver } from "./driver.ts";
import type { LinkAnswer, LinkOrder } from "./link-order.ts";

export { type DescribedRobot, describeRobot, NotARobot, type WireOptions } from "./describe.ts";

/** The robot cannot be opened: nobody there, not let in, no robot, owned by another, or without readings. */
export class RobotUnavailable extends Error {
  override readonly name = "RobotUnavailable";
}

const program = fileURLToPath(new URL("./link-process.js", import.meta.url));

/** `robot`: `WireOptions`, or nothing. Rejects with `RobotUnavailable`. */
export const openDriver: OpenDriver = async (target, { clock, robot }) => {
  const { curve } = (robot ?? {}) as WireOptions;
  const fd = namelessFile();
  const link = startLink({ target, options: { curve } }, fd);
  const letGo = (): void => {
    link.stdin.end();
    // It says goodbye to the robot by itself.
    link.unref();
    closeSync(fd);
  };
  const answer = await firstAnswer(link, target);
  if ("spec" in answer) return new WireDriver(answer, fd, clock, letGo);
  letGo();
  throw new RobotUnavailable(answer.why);
};

/** In memory, where the system has a folder for that: a disk may be slow. */
const fileFolder = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Open here and in who inherits it, and gone with the last of them. */
function namelessFile(): number {
  const folder = mkdtempSync(join(fileFolder, "gaitway-"));
  try {
    return openSync(join(folder, "mail"), "w+", 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function startLink(order: LinkOrder, fd: number): ChildProcessByStdio<Writable, Readable, null> {
  const link = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ["pipe", "pipe", "inherit", fd],
  }) as ChildProcessByStdio<Writable, Readable, null>;
  // A link that is gone shows in what it says no more.
  link.stdin.on("error", () => undefined);
  return link;
}

async function firstAnswer(
  link: ChildProcessByStdio<Writable, Readable, null>,
  target: string,
): Promise<LinkAnswer> {
  for await (const line of createInterface({ input: link.stdout })) return JSON.parse(line) as LinkAnswer;
  return { why: `the link to ${target} ended before it said anything; its last words are on standard error` };
}
