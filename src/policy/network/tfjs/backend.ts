/**
 * Starting TensorFlow.js: on TensorFlow itself where the native addon of @tensorflow/tfjs-node loads, else on WASM.
 *
 * Nothing of TensorFlow.js is imported before the first call: who uses dense networks only never pays for it. Its engine is one
 * a process, so the first call decides. Both are single-threaded: how sums are split over cores would otherwise decide their
 * last bits.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Core from "@tensorflow/tfjs-core";
import type * as Layers from "@tensorflow/tfjs-layers";
import { registerChainedOperations } from "./chained.ts";
import { registerSecondDerivatives } from "./derivatives.ts";
import { registerMissingKernels } from "./missing-kernels.ts";
import { addonFolder } from "./native/place.ts";

export type Backend = "tensorflow" | "wasm";

export interface Tfjs {
  readonly tf: typeof Core;
  readonly layers: typeof Layers;
  readonly backend: Backend;
  /** Why the better backend is not in use; absent where it is. */
  readonly reason?: string;
}

export interface TfjsOptions {
  /** Only this one; the best that loads when absent. */
  readonly backend?: Backend | undefined;
}

/** No backend of TensorFlow.js, or not the one that was asked for. */
export class BackendUnavailable extends Error {
  override readonly name = "BackendUnavailable";
}

let started: Promise<Tfjs> | undefined;

/** The engine of this process. Throws BackendUnavailable where none starts, or another than the one asked for is at work. */
export async function startTfjs({ backend }: TfjsOptions = {}): Promise<Tfjs> {
  started ??= start(backend).catch((error) => {
    started = undefined;
    throw error;
  });
  const tfjs = await started;
  if (backend !== undefined && tfjs.backend !== backend)
    throw new BackendUnavailable(
      `expected TensorFlow.js on ${backend}, got ${tfjs.backend}, which this process started before; ask for ${backend} first, or in a process of its own`,
    );
  return tfjs;
}

/** In words, for status lines: which backend is in use, and why not the better one. */
export function describeBackend({ tf, backend, reason }: Tfjs): string {
  const which = `TensorFlow.js ${tf.version_core} on ${backend}`;
  return reason === undefined ? which : `${which}: ${reason}`;
}

async function start(wanted: Backend | undefined): Promise<Tfjs> {
  const [tf, layers] = await Promise.all([
    import("@tensorflow/tfjs-core"),
    import("@tensorflow/tfjs-layers"),
  ]);
  // Also silences advice on the console.
  tf.enableProdMode();
  registerChainedOperations(tf);
  registerSecondDerivatives(tf);
  if (wanted === "wasm") return { tf, layers, backend: await startWasm(tf), reason: "WASM was asked for" };
  const reason = startNative(tf);
  if (reason === undefined) return { tf, layers, backend: "tensorflow" };
  if (wanted === "tensorflow") throw new BackendUnavailable(reason);
  return { tf, layers, backend: await startWasm(tf), reason };
}

/** Loads the addon; answers why it could not. */
function startNative(tf: typeof Core): string | undefined {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  process.env.TF_NUM_INTRAOP_THREADS ??= "1";
  // Its kernels differ from one processor to the next, and are no faster on networks of this size.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "0";
  const failures: string[] = [];
  for (const from of [addonFolder, dirname(fileURLToPath(import.meta.url))]) {
    const require = createRequire(join(from, "here.js"));
    try {
      const { version } = require("@tensorflow/tfjs-node/package.json") as { version: string };
      if (version !== tf.version_core)
        throw new Error(`@tensorflow/tfjs-node is ${version}, expected ${tf.version_core}`);
      require("@tensorflow/tfjs-node");
      return undefined;
    } catch (error) {
      if (!isAbsent(error)) failures.push((error as Error).message.split("\n")[0] as string);
    }
  }
  const what =
    failures.length === 0
      ? "the native addon of @tensorflow/tfjs-node is not there"
      : `@tensorflow/tfjs-node does not load (${failures.join("; ")})`;
  return `${what}; gaitway backend install builds it`;
}

function isAbsent(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "MODULE_NOT_FOUND" && message.includes("'@tensorflow/tfjs-node/package.json'");
}

async function startWasm(tf: typeof Core): Promise<Backend> {
  const [wasm] = await Promise.all([
    import("@tensorflow/tfjs-backend-wasm"),
    import("@tensorflow/tfjs-backend-cpu"),
  ]);
  wasm.setWasmPaths(join(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"), "..", "/"));
  const ready = await tf.setBackend("wasm").catch(() => false);
  if (!ready)
    throw new BackendUnavailable(
      "the WASM backend of TensorFlow.js does not start; remove node_modules and run npm ci again",
    );
  registerMissingKernels(tf);
  return "wasm";
}
