/** Starts the guard process (guard-process.ts), and is told when it is gone. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Emergency } from "../driver.ts";
import type { GuardOrder } from "./guard-order.ts";

/** The guard could not be started, or died: nobody would stop the robot if this process did too. */
export class GuardLost extends Error {
  override readonly name = "GuardLost";
}

const program = fileURLToPath(new URL("./guard-process.js", import.meta.url));

export class Guard {
  readonly pid: number;
  /** Resolves with how it ended. */
  readonly gone: Promise<string>;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, pid: number) {
    this.#process = process;
    this.pid = pid;
    this.gone = new Promise((resolve) => {
      process.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  /** Resolves once the guard has the device open and waits; rejects with `GuardLost`. */
  static async start(emergency: Emergency): Promise<Guard> {
    const inherited = emergency.fd >= 0;
    // In a session of its own: what kills this process and its group must not kill the guard.
    const process = spawn(globalThis.process.execPath, [program], {
      detached: true,
      stdio: ["pipe", "pipe", "pipe", ...(inherited ? [emergency.fd] : [])],
    });
    // Input of a process that is gone; its exit says so already.
    process.stdin?.on("error", () => undefined);
    const order: GuardOrder = {
      inherited,
      path: emergency.path,
      bytes: Buffer.from(emergency.bytes).toString("base64"),
    };
    process.stdin?.write(`${JSON.stringify(order)}\n`);
    await armed(process, emergency.path);
    return new Guard(process, process.pid as number);
  }

  /** All is well: the guard goes without sending anything. */
  async disarm(): Promise<void> {
    this.#process.stdin?.end("disarmed\n");
    await this.gone;
  }

  /** The guard sends what stops the robot, and goes. */
  async fire(): Promise<void> {
    this.#process.stdin?.end();
    await this.gone;
  }
}

function armed(process: ChildProcess, path: string): Promise<void> {
  let complaint = "";
  process.stderr?.on("data", (text) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    const fail = (how: string) =>
      reject(
        new GuardLost(
          `the guard process for ${path} did not start (${how}): ${complaint.match(/^\w*Error: .*$/m)?.[0] ?? complaint}. It stops the robot if this process dies; without it nothing is armed`,
        ),
      );
    process.stdout?.once("data", () => resolve());
    process.once("error", (error) => fail(error.message));
    process.once("close", (code, signal) => fail(signal ?? `exit code ${code}`));
  });
}
