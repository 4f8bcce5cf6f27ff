/**
 * A trained network policy as a folder that carries everything needed to run it: spaces, networks, head, the statistics its
 * observations are seen through, parameters, and vectors to try it with wherever it is loaded.
 *
 *   policy.json    what it is, and the SHA-256 of every other file
 *   weights.f64    θ as little-endian doubles
 *   golden.jsonl   observation row → what the network says → stored action → action, of the deterministic policy; an action alone, one of a
 *                  few, would hide much
 *   train.json     where it comes from: configuration, steps, versions
 *
 * Loading recomputes every hash and every golden vector, and refuses what differs.
 */
import { z } from "zod";
import type { EnvSpec } from "../env/env.ts";
import type { NormalizerState } from "../env/normalizer.ts";
import type { AnyBatch, Space } from "../env/space.ts";
import type { ActorCritic } from "./actor-critic.ts";
import { networksFor } from "./engines.ts";
import { type ModelOptions, modelFor, modelOptionsSchema } from "./model.ts";
import { UnsupportedModel } from "./network/tfjs/unsupported-model.ts";
import { modelActor } from "./network-policy.ts";
import type { MakeNetwork } from "./networks.ts";
import { rowsSeen } from "./normalized.ts";
import {
  doubles,
  fromDoubles,
  jsonLines,
  type PolicyFolder,
  readPolicyFolder,
  writePolicyFolder,
} from "./saved-folder.ts";
import { type SeenRange, seenRangeSchema } from "./seen-range.ts";
import { spaceSchema, spaceToJson } from "./space-json.ts";
import { type TrainedJoint, trainedJointSchema } from "./trained-joint.ts";

const format = "gaitway-policy";
const version = 1;

export interface NetworkPolicyRecord {
  readonly spec: EnvSpec<Space, Space>;
  readonly modelOptions: ModelOptions;
  readonly model: ActorCritic;
  readonly params: Float64Array;
  readonly normalizer: NormalizerState | null;
  /** Rows of observations, encoded and not normalized, to make golden vectors of. */
  readonly rows: readonly Float64Array[];
  /** Of a robot's joints, in the order of the action; absent where the environment is none. */
  readonly joints?: readonly TrainedJoint[] | undefined;
  /** What the policy saw of its observations; goes into train.json. */
  readonly seen?: SeenRange | undefined;
  /** Provenance, as plain data. */
  readonly train: Readonly<Record<string, unknown>>;
}

/** Writes the folder `path` whole; one that is there already is replaced. */
export async function saveNetworkPolicy(path: string, record: NetworkPolicyRecord): Promise<void> {
  const { spec, modelOptions, params, normalizer, joints, seen, train } = record;
  await writePolicyFolder(
    path,
    {
      format,
      version,
      kind: "network",
      environment: { name: spec.name, version: spec.version },
      observationSpace: spaceToJson(spec.observationSpace),
      actionSpace: spaceToJson(spec.actionSpace),
      controlPeriod: spec.controlPeriod,
      joints,
      model: modelOptions,
      normalizer: normalizer && {
        count: normalizer.count,
        mean: Array.from(normalizer.mean),
        squares: Array.from(normalizer.squares),
      },
    },
    {
      "weights.f64": doubles(params),
      "golden.jsonl": jsonLines(goldenOf(record, record.rows)),
      "train.json": Buffer.from(`${JSON.stringify({ ...train, observations: seen }, null, 2)}\n`),
    },
  );
}

export interface LoadedNetworkPolicy {
  readonly environment: { readonly name: string; readonly version: string };
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  /** Seconds between two actions. */
  readonly controlPeriod: number;
  readonly model: ActorCritic;
  readonly modelOptions: ModelOptions;
  readonly params: Float64Array;
  readonly normalizer: NormalizerState | null;
  readonly joints?: readonly TrainedJoint[] | undefined;
  readonly seen?: SeenRange | undefined;
}

const vector = z.array(z.number()).transform((values) => Float64Array.from(values));

/** What policy.json of a network policy says. */
export const networkManifestSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  kind: z.literal("network"),
  environment: z.object({ name: z.string(), version: z.string() }),
  observationSpace: spaceSchema,
  actionSpace: spaceSchema,
  controlPeriod: z.number(),
  joints: z.array(trainedJointSchema).optional(),
  model: modelOptionsSchema,
  normalizer: z.object({ count: z.number(), mean: vector, squares: vector }).nullable(),
  files: z.record(z.string(), z.string()),
});

const trainSchema = z.object({ observations: seenRangeSchema.optional() });

/** Reads and verifies the folder `path`. Throws InvalidPolicy saying which file is wrong and how. */
export async function loadNetworkPolicy(path: string): Promise<LoadedNetworkPolicy> {
  const folder = await readPolicyFolder(path);
  const checked = networkManifestSchema.safeParse(folder.manifest);
  if (!checked.success)
    throw folder.invalid(
      `policy.json is no network policy this version reads:\n${z.prettifyError(checked.error)}`,
    );
  const {
    observationSpace,
    actionSpace,
    environment,
    controlPeriod,
    normalizer,
    joints,
    model: options,
  } = checked.data;
  const model = modelFor({ observationSpace, actionSpace }, options, await networksOf(folder, options));
  const params = fromDoubles(await folder.read("weights.f64"));
  if (params.length !== model.parameterCount)
    throw folder.invalid(`expected ${model.parameterCount} weights of ${model.name}, found ${params.length}`);
  const loaded = {
    environment,
    observationSpace,
    actionSpace,
    controlPeriod,
    model,
    modelOptions: options,
    params,
    normalizer,
    joints,
    seen: await seenOf(folder),
  };
  const golden = (await folder.read("golden.jsonl")).toString("utf8").split("\n").filter(Boolean);
  const differs = firstDifference(golden, loaded);
  if (differs !== undefined) throw folder.invalid(differs);
  return loaded;
}

async function seenOf({ read, invalid }: PolicyFolder): Promise<SeenRange | undefined> {
  const train = trainSchema.safeParse(JSON.parse((await read("train.json")).toString("utf8")));
  if (train.success) return train.data.observations;
  throw invalid(`train.json: ${z.prettifyError(train.error)}`);
}

async function networksOf(folder: PolicyFolder, options: ModelOptions): Promise<MakeNetwork> {
  try {
    return await networksFor(options);
  } catch (error) {
    if (error instanceof UnsupportedModel) throw folder.invalid(error.message, error);
    throw error;
  }
}

interface Golden {
  readonly observation: readonly number[];
  /** What the head is given. */
  readonly inputs: readonly number[];
  readonly stored: readonly number[];
  readonly action: unknown;
}

function goldenOf(
  { model, params, normalizer }: Pick<NetworkPolicyRecord, "model" | "params" | "normalizer">,
  rows: readonly Float64Array[],
): Golden[] {
  const actor = modelActor(model, params, "deterministic");
  return rows.map((row) => {
    const seen = rowsSeen(normalizer, row);
    const inputs = Array.from(model.distribution(params, seen).inputs);
    const stored = actor.act(seen, []);
    return {
      observation: Array.from(row),
      inputs,
      stored: Array.from(stored),
      action: plain(actor.toEnv(stored)),
    };
  });
}

/** What the first golden vector that does not come out as it was written says. */
function firstDifference(lines: readonly string[], loaded: LoadedNetworkPolicy): string | undefined {
  for (const [k, line] of lines.entries()) {
    const { observation } = JSON.parse(line) as Golden;
    const [now] = goldenOf(loaded, [Float64Array.from(observation)]);
    if (JSON.stringify(now) === line || (loaded.modelOptions.network === "tfjs" && isNear(now, line)))
      continue;
    return `golden vector ${k + 1} does not come out as it was written: expected ${line}, got ${JSON.stringify(now)}. This Gaitway computes otherwise than the one that saved it; train or save again`;
  }
  return undefined;
}

/**
 * The backends of TensorFlow.js differ in their last bits, and a policy may be loaded on another than it was saved on: what its network says has to
 * be the same within float32, and what the head makes of it is held by dense policies.
 */
function isNear(now: Golden | undefined, line: string): boolean {
  const { inputs } = JSON.parse(line) as Golden;
  const size = Math.max(1, ...inputs.map(Math.abs));
  return (
    now?.inputs.length === inputs.length &&
    inputs.every((input, k) => Math.abs((now.inputs[k] as number) - input) <= 1e-5 * size)
  );
}

function plain(batch: AnyBatch): unknown {
  if (ArrayBuffer.isView(batch)) return Array.from(batch as Float64Array, Number);
  if (Array.isArray(batch)) return batch.map(plain);
  if (typeof batch !== "object") return batch;
  return Object.fromEntries(Object.entries(batch).map(([key, member]) => [key, plain(member)]));
}
