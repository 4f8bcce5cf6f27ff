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
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { EnvSpec } from "../env/env.ts";
import type { BoxSpace } from "../env/space.ts";
import { ignoreMissing } from "../transport/whole-file.ts";
import { type GaitPolicy, gaitPolicy } from "./gait.ts";
import type { Policy } from "./policy.ts";

const format = "gaitway-policy";
const version = 1;

/** A folder that is not a policy this version can run, or one that was altered. */
export class InvalidPolicy extends Error {
  override readonly name = "InvalidPolicy";
}

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
  const files: Record<string, Uint8Array> = {
    "weights.f64": doubles(record.policy.params),
    "golden.jsonl": Buffer.from(record.golden.map((vector) => `${JSON.stringify(vector)}\n`).join("")),
    "train.json": Buffer.from(`${JSON.stringify(record.train, null, 2)}\n`),
  };
  const hashes = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)]));
  const manifest = { format, version, ...describe(record), files: hashes };
  const aside = `${path}.${process.pid}.tmp`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  for (const [name, content] of Object.entries(files))
    await writeFile(join(aside, name), content, { flush: true });
  await writeFile(join(aside, "policy.json"), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  // The old folder steps aside first: killed in between, both are still there under names that say so.
  const old = `${path}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(path, old).catch(ignoreMissing);
  await rename(aside, path);
  await rm(old, { recursive: true, force: true });
}

export interface LoadedPolicy {
  readonly policy: GaitPolicy;
  readonly environment: { readonly name: string; readonly version: string };
  readonly scale: Float64Array;
}

/** Reads and verifies the folder `path`. Throws InvalidPolicy saying which file is wrong and how. */
export async function loadPolicy(path: string): Promise<LoadedPolicy> {
  const invalid = (found: string, cause?: unknown): InvalidPolicy =>
    new InvalidPolicy(`policy ${path}: ${found}`, { cause });
  const read = async (name: string): Promise<Buffer> =>
    await readFile(join(path, name)).catch((error: Error) => {
      throw invalid(`expected a file ${name} in it (${error.message})`, error);
    });
  const manifest = parseManifest(await read("policy.json"), invalid);
  for (const [name, expected] of Object.entries(manifest.files)) {
    const found = sha256(await read(name));
    if (found !== expected)
      throw invalid(`${name} was altered: expected SHA-256 ${expected}, found ${found}`);
  }
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

function parseManifest(
  content: Buffer,
  invalid: (found: string) => InvalidPolicy,
): z.infer<typeof manifestSchema> {
  let raw: unknown;
  try {
    raw = JSON.parse(content.toString("utf8"));
  } catch {
    throw invalid("policy.json is not JSON; it is cut short or altered");
  }
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

function doubles(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, j) => {
    view.setFloat64(j * 8, value, true);
  });
  return bytes;
}

function fromDoubles(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, j) => bytes.readDoubleLE(j * 8));
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
