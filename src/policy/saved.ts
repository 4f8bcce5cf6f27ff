/**
 * A saved policy: a folder that carries everything needed to run it and nothing needed to train it further.
 *
 *   policy.json    what it is: version, environment, spaces (names, units, bounds), control period, action transform,
 *                  and the SHA-256 of every other file
 *   weights.f64    θ as little-endian doubles
 *   golden.jsonl   observation → action → command vectors, to be run again wherever the policy is loaded
 *   train.json     where it comes from: seed, versions, simulator, statistics
 *
 * Loading recomputes every hash and refuses what was altered.
 */
import { z } from "zod";
import type { EnvSpec } from "../env/env.ts";
import type { BoxSpace } from "../env/space.ts";
import { type GaitPolicy, gaitPolicy } from "./gait.ts";
import type { Policy } from "./policy.ts";
import {
  doubles,
  fromDoubles,
  InvalidPolicy,
  jsonLines,
  type PolicyFolder,
  readPolicyFolder,
  writePolicyFolder,
} from "./saved-folder.ts";

export { InvalidPolicy };

const format = "gaitway-policy";
const version = 1;

/** One check of the whole pipeline: what is observed, what the policy answers, what the robot is sent. */
export interface GoldenVector {
  readonly observation: readonly number[];
  readonly action: readonly number[];
  /** Seconds since the action began, for an action that is a motion. */
  readonly time: number;
  readonly command: readonly number[];
}

export interface PolicyRecord {
  readonly policy: Policy;
  readonly spec: EnvSpec;
  /** εⱼ in SI units: actionⱼ = θⱼ·εⱼ, held inside the action space. */
  readonly scale: Float64Array;
  readonly golden: readonly GoldenVector[];
  /** Provenance, as plain data. */
  readonly train: Readonly<Record<string, unknown>>;
}

/** Writes the folder `path` whole; one that is there already is replaced. */
export async function savePolicy(path: string, record: PolicyRecord): Promise<void> {
  await writePolicyFolder(
    path,
    { format, version, ...describe(record) },
    {
      "weights.f64": doubles(record.policy.params),
      "golden.jsonl": jsonLines(record.golden),
      "train.json": Buffer.from(`${JSON.stringify(record.train, null, 2)}\n`),
    },
  );
}

export interface LoadedPolicy {
  readonly policy: GaitPolicy;
  readonly environment: { readonly name: string; readonly version: string };
  readonly scale: Float64Array;
}

/** Reads and verifies the folder `path`. Throws InvalidPolicy saying which file is wrong and how. */
export async function loadPolicy(path: string): Promise<LoadedPolicy> {
  const folder = await readPolicyFolder(path);
  const manifest = checkedManifest(folder);
  const { read, invalid } = folder;
  const { scale } = manifest.actionTransform;
  const theta = fromDoubles(await read("weights.f64"));
  if (theta.length !== scale.length) throw invalid(`expected ${scale.length} weights, found ${theta.length}`);
  const actionSpace: BoxSpace = {
    ...manifest.actionSpace,
    low: bound(manifest.actionSpace.low, -Infinity),
    high: bound(manifest.actionSpace.high, Infinity),
  };
  const ones = Float64Array.from(scale);
  const start = gaitPolicy({
    actionSpace,
    scale: ones,
    gait: actionSpace.low.map((low, j) => (low + (actionSpace.high[j] ?? low)) / 2),
  });
  return { policy: start.withParams(theta), environment: manifest.environment, scale: ones };
}

const space = z.object({
  type: z.literal("box"),
  dtype: z.enum(["float64", "float32"]),
  shape: z.array(z.number().int()),
  low: z.array(z.number().nullable()),
  high: z.array(z.number().nullable()),
  names: z.array(z.string()),
  units: z.array(z.string()),
});

const manifestSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  kind: z.literal("gait"),
  environment: z.object({ name: z.string(), version: z.string() }),
  observationSpace: space,
  actionSpace: space,
  controlPeriod: z.number(),
  actionTransform: z.object({ type: z.literal("scale-and-clip"), scale: z.array(z.number().positive()) }),
  files: z.record(z.string(), z.string()),
});

function checkedManifest({ manifest: raw, invalid }: PolicyFolder): z.infer<typeof manifestSchema> {
  const manifest = manifestSchema.safeParse(raw);
  if (!manifest.success)
    throw invalid(`policy.json is not one this version reads:\n${z.prettifyError(manifest.error)}`);
  return manifest.data;
}

function describe({ policy, spec, scale }: PolicyRecord): Record<string, unknown> {
  return {
    kind: "gait",
    environment: { name: spec.name, version: spec.version },
    observationSpace: plainSpace(spec.observationSpace),
    actionSpace: plainSpace(spec.actionSpace),
    controlPeriod: spec.controlPeriod,
    actionTransform: { type: "scale-and-clip", scale: Array.from(scale) },
    params: Array.from(policy.params),
    network: null,
    normalizer: null,
  };
}

/** JSON has no infinity: a bound that is not there is null. */
function plainSpace(box: BoxSpace): Record<string, unknown> {
  const finite = (values: Float64Array): (number | null)[] =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return { ...box, low: finite(box.low), high: finite(box.high) };
}

function bound(values: readonly (number | null)[], missing: number): Float64Array {
  return Float64Array.from(values, (value) => value ?? missing);
}
