/**
 * The networks of a run that are not made of `hidden` alone: models that were given are read once, when the run begins, and kept with it, so
 * that it goes on with them whatever becomes of the files.
 */
import { z } from "zod";
import { networksFor } from "../policy/engines.ts";
import { type ModelOptions, modelOptionsSchema } from "../policy/model.ts";
import { type Backend, BackendUnavailable, startTfjs } from "../policy/network/tfjs/backend.ts";
import { importModel } from "../policy/network/tfjs/portable.ts";
import { UnsupportedModel } from "../policy/network/tfjs/unsupported-model.ts";
import type { MakeNetwork } from "../policy/networks.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import { UsageError } from "./errors.ts";

export interface TrainNetworks {
  readonly make: MakeNetwork;
  /** What a saved policy says of them. */
  readonly options: Pick<ModelOptions, "network" | "layers">;
  readonly backend: Backend;
}

type Layers = NonNullable<ModelOptions["layers"]>;

const file = "layers.json";
const keptSchema = modelOptionsSchema.shape.layers.unwrap();

/** Undefined where all are dense. Throws UsageError for what is no such network. */
export async function trainNetworks(
  config: LearnConfig,
  run: RunDirectory,
): Promise<TrainNetworks | undefined> {
  const { hidden, activation } = config;
  const network = "network" in config ? config.network : undefined;
  if (network === undefined || network === "dense") return undefined;
  try {
    const { backend } = await startTfjs();
    const options = { network: "tfjs", layers: await layersOf(network, run) } as const;
    return { make: await networksFor({ hidden, activation, ...options }), options, backend };
  } catch (error) {
    if (!(error instanceof UnsupportedModel || error instanceof BackendUnavailable)) throw error;
    throw new UsageError(`network: ${error.message}`, { cause: error });
  }
}

async function layersOf(
  network: "tfjs" | { readonly actor: string; readonly critic?: string | undefined },
  run: RunDirectory,
): Promise<Layers> {
  if (network === "tfjs") return {};
  const kept: unknown = JSON.parse(await run.read(file, "null"));
  if (kept !== null) return z.parse(keptSchema, kept);
  const tfjs = await startTfjs();
  const layers = {
    actor: await importModel(tfjs, network.actor),
    ...(network.critic === undefined ? {} : { critic: await importModel(tfjs, network.critic) }),
  };
  await run.write(file, `${JSON.stringify(layers)}\n`);
  return layers;
}
