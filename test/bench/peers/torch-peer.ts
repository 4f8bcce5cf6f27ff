/** The PyTorch side, torch_network.py: it works when it is asked to and waits meanwhile. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { managedPython } from "../../../src/env/python/managed.ts";
import { packageRoot } from "../../support/package-root.ts";

export interface TorchPeer extends AsyncDisposable {
  readonly version: string;
  readonly threads: number;
  /** µs of one of `repeats`. */
  medianTime(what: "update" | "infer", batch: number, repeats: number): Promise<number>;
}

export async function startTorch(): Promise<TorchPeer> {
  const program = join(packageRoot, "test", "bench", "peers", "torch_network.py");
  const child = spawn(await managedPython({ extras: ["peers"] }), [program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async <T>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("torch_network.py ended before it answered: the lines above say why");
    return JSON.parse(value) as T;
  };
  const { version, threads } = await answer<{ version: string; threads: number }>();
  return {
    version,
    threads,
    async medianTime(what, batch, repeats) {
      child.stdin.write(`${JSON.stringify({ what, batch, repeats })}\n`);
      return (await answer<{ median: number }>()).median;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
