/** What a session leaves behind: the policies, the report, and the result in short. */
import { cpus } from "node:os";
import { join } from "node:path";
import { createRng } from "../math/random.ts";
import { renderReport } from "../observe/report/report.ts";
import { savePolicy } from "../policy/saved.ts";
import type { Evaluation } from "../train/evaluate.ts";
import { describeRun, type RunDescription } from "./describe-run.ts";
import { simulatorVersion, version } from "./version.ts";

export interface Result {
  readonly run: string;
  readonly interrupted: boolean;
  readonly iterations: number;
  readonly start?: Evaluation;
  readonly best?: Evaluation;
  readonly last?: Evaluation;
  readonly policy?: string;
  readonly report: string;
}

export async function leaveBehind(description: RunDescription): Promise<Result> {
  const { run, state, measured, interrupted } = description;
  // An interrupted run leaves the best it has as well; only the measurement of it is missing.
  const trained = measured.best !== undefined || state.best !== undefined;
  const policy = trained ? await savePolicies(description) : undefined;
  const machine = { node: process.versions.node, cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length };
  await run.write("report.html", renderReport(describeRun(description, await run.metrics(), machine)));
  return {
    run: run.path,
    interrupted,
    iterations: state.iteration,
    ...measured,
    ...(policy === undefined ? {} : { policy }),
    report: run.file("report.html"),
  };
}

/** policy/ holds the best parameters, policy-last/ those after the last update. */
async function savePolicies({
  config,
  run,
  env,
  task,
  method,
  state,
  best,
  measured,
}: RunDescription): Promise<string> {
  for (const [folder, params, evaluation] of [
    ["policy-last", state.params, measured.last],
    ["policy", best, measured.best],
  ] as const) {
    const policy = method.policy.withParams(params);
    await savePolicy(join(run.path, folder), {
      policy,
      spec: env.spec,
      scale: method.scale,
      golden: task.golden(policy.act(new Float64Array(), [createRng(config.seed)])),
      train: {
        seed: config.seed,
        config,
        iterations: state.iteration,
        heldOut: evaluation,
        versions: { gaitway: version, simulator: simulatorVersion, node: process.versions.node },
      },
    });
  }
  return run.file("policy");
}
