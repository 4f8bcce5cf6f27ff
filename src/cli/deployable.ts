/**
 * A run, or a saved policy, as something that can move a robot: a trained network that closes the loop, or a tuned gait that is played.
 *
 * What flows in: a folder. What flows out: the terms a robot is compared with, and the source that its agreement makes. Every hash and every
 * golden vector of the policy is gone through on the way.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { controlPeriod } from "../../envs/aibo/closed-loop/spec.ts";
import { aiboCycle } from "../../envs/aibo/cycle.ts";
import { gaitFrom } from "../../envs/aibo/gait.ts";
import { jointKinds, jointLimits, jointNames } from "../../envs/aibo/legs.ts";
import type { Agreement, PolicyTerms } from "../deploy/contract.ts";
import type { SourcePlan } from "../deploy/source/source.ts";
import type { BoxSpace, Space } from "../env/space.ts";
import { phaseNames } from "../env/wrappers/phase.ts";
import { loadPolicy } from "../policy/saved.ts";
import { InvalidPolicy, type PolicyFolder, readPolicyFolder } from "../policy/saved-folder.ts";
import { loadNetworkPolicy } from "../policy/saved-network.ts";
import type { SeenRange } from "../policy/seen-range.ts";
import { UsageError } from "./errors.ts";
import { goldenVectors } from "./task.ts";
import { trainedJoints } from "./trained-joints.ts";

export interface Deployable {
  /** The folder of the saved policy itself. */
  readonly folder: string;
  readonly kind: "gait" | "network";
  readonly environment: { readonly name: string; readonly version: string };
  readonly terms: PolicyTerms;
  /** For a robot that agreed to the terms. */
  source(agreement: Agreement): SourcePlan;
}

const folders: Readonly<Record<string, string>> = { best: "policy", last: "policy-last" };

/** `path`: a run directory or the folder of a policy. Throws `InvalidPolicy` at what was altered, `UsageError` where there is none. */
export async function deployable(path: string, which = "best"): Promise<Deployable> {
  const folder = policyFolder(path, which);
  const saved = await readPolicyFolder(folder);
  if (!saved.sealed)
    throw saved.invalid(
      "policy.json carries no hash of itself, so nobody can tell whether it was altered; save it again with this version " +
        `(gaitway train|tune --resume of its run does)`,
    );
  return saved.manifest.kind === "gait" ? await gait(folder, saved) : await network(folder, saved);
}

function policyFolder(path: string, which: string): string {
  if (existsSync(join(path, "policy.json"))) return path;
  const folder = join(path, folders[which] ?? "policy");
  if (existsSync(join(folder, "policy.json"))) return folder;
  throw new UsageError(
    `${path} holds no saved policy: expected policy.json in it or in ${folder}; give a run of gaitway train or tune that has finished an iteration`,
  );
}

async function network(folder: string, { manifest }: PolicyFolder): Promise<Deployable> {
  const { environment, observationSpace, actionSpace, controlPeriod, joints, params, seen } =
    await loadNetworkPolicy(folder);
  requireNothingBeneath(folder, environment.version, observationSpace);
  const bad = params.findIndex((weight) => !Number.isFinite(weight));
  if (bad >= 0)
    throw new InvalidPolicy(
      `policy ${folder}: weight ${bad} is ${params[bad]}, expected finite numbers; its training diverged: take another one`,
    );
  return {
    folder,
    kind: "network",
    environment,
    terms: { observationSpace, actionSpace, controlPeriod, ...(joints && { joints }) },
    source: ({ observation }) => ({
      kind: "network",
      policy: manifest,
      params: Array.from(params),
      observation,
      seen: seen === undefined ? null : widened(seen),
    }),
  };
}

/** Offsets taken for joint targets would be a posture that nobody trained. Throws UsageError for a policy that was trained around a gait. */
function requireNothingBeneath(folder: string, version: string, space: Space): void {
  const seen = space.type === "box" ? space.names : [];
  if (!phaseNames.every((name) => seen.includes(name))) return;
  throw new UsageError(
    `policy ${folder}: its actions are offsets to a gait (it was trained in version ${version}), and nothing plays that gait beneath it outside of training yet. ` +
      "Expected joint targets: take a policy that gaitway train made without the setting gait, or a gait of gaitway tune",
  );
}

/** An element this much of its range beyond what was seen (and this many of its standard deviations) still counts as seen. */
const margin = 0.1;

function widened({ low, high, std }: SeenRange): { low: number[]; high: number[] } {
  const by = (j: number): number =>
    Math.max(margin * ((high[j] as number) - (low[j] as number)), std[j] as number);
  return { low: low.map((value, j) => value - by(j)), high: high.map((value, j) => value + by(j)) };
}

async function gait(folder: string, { read }: PolicyFolder): Promise<Deployable> {
  const { policy, environment, scale } = await loadPolicy(folder);
  const values = gaitFrom(policy.params.map((theta, j) => theta * (scale[j] as number)));
  const written = (await read("golden.jsonl")).toString("utf8");
  const now = goldenVectors(values)
    .map((vector) => `${JSON.stringify(vector)}\n`)
    .join("");
  if (written !== now)
    throw new InvalidPolicy(
      `policy ${folder}: golden vectors do not come out as they were written: this Gaitway computes the gait otherwise than the one that saved it; tune or save it again`,
    );
  return {
    folder,
    kind: "gait",
    environment,
    terms: {
      observationSpace: { type: "box", dtype: "float64", shape: [0], ...emptyBox },
      actionSpace: targetSpace,
      // As the robot takes commands: four frames to a buffer, reached evenly.
      controlPeriod,
      joints: trainedJoints("aibo:walk") ?? [],
    },
    source: () => aiboCycle(values),
  };
}

const emptyBox = { low: new Float64Array(), high: new Float64Array(), names: [], units: [] };

const targetSpace: BoxSpace = {
  type: "box",
  dtype: "float64",
  shape: [jointNames.length],
  low: Float64Array.from(jointNames, (_, j) => limitsOf(j)[0]),
  high: Float64Array.from(jointNames, (_, j) => limitsOf(j)[1]),
  names: jointNames.map((name) => `${name}Target`),
  units: jointNames.map(() => "rad"),
};

function limitsOf(j: number): readonly [number, number] {
  return jointLimits[jointKinds[j % jointKinds.length] ?? "swing"];
}
