/**
 * Golden vectors of the whole way from sensors to command: rows of ticks as they were decided where the policy was rehearsed, decided
 * again wherever it starts. One bit of difference and nothing moves.
 *
 *   pipeline.json   the plan they were decided by      pipeline.f64   the rows, little-endian doubles
 */
import { amendPolicyFolder, doubles, fromDoubles, readPolicyFolder } from "../policy/saved-folder.ts";
import { controllerFor } from "./controller.ts";
import { copyInputs, outputs, placesOf } from "./decision.ts";
import type { DeployPlan } from "./plan.ts";
import { planFromJson, planToJson } from "./plan-json.ts";

const planFile = "pipeline.json";
const rowsFile = "pipeline.f64";

/** Adds them to the policy of `folder`. `rows`: whole tick records of that plan, one after another, from the first tick on. */
export async function saveGoldenRows(folder: string, plan: DeployPlan, rows: Float64Array): Promise<void> {
  await amendPolicyFolder(folder, {
    [planFile]: Buffer.from(planToJson(plan)),
    [rowsFile]: doubles(rows),
  });
}

/** What comes out otherwise than it was written, in words; undefined where nothing does, or none were written. */
export async function goldenDifference(folder: string): Promise<string | undefined> {
  const { manifest, read } = await readPolicyFolder(folder);
  if (!(planFile in ((manifest.files ?? {}) as object))) return undefined;
  const plan = planFromJson((await read(planFile)).toString("utf8"));
  return firstDifference(plan, fromDoubles(await read(rowsFile)));
}

function firstDifference(plan: DeployPlan, rows: Float64Array): string | undefined {
  const controller = controllerFor(plan);
  const { layout } = controller;
  const now = new Float64Array(layout.size);
  for (let at = 0; at + layout.size <= rows.length; at += layout.size) {
    const written = rows.subarray(at, at + layout.size);
    copyInputs(written, layout, now);
    controller.tick(now);
    for (const name of outputs) {
      const place = placesOf(name, layout);
      for (let i = place.at; i < place.at + place.length; i++)
        if (!Object.is(now[i], written[i]))
          return (
            `golden vector ${at / layout.size + 1} of the whole way, ${name}: written ${written[i]}, now ${now[i]}; this machine or ` +
            "version computes otherwise than the one that rehearsed the policy; rehearse it again here"
          );
    }
  }
  return undefined;
}
