/** Golden vectors of an export: observations and the actions that the saved policy gives. */
import { modelActor } from "../../policy/network-policy.ts";
import { rowsSeen } from "../../policy/normalized.ts";
import { readPolicyFolder } from "../../policy/saved-folder.ts";
import type { LoadedNetworkPolicy } from "../../policy/saved-network.ts";

export interface Golden {
  /** A row, encoded and not normalized. */
  readonly observation: Float64Array;
  readonly action: readonly number[];
}

/** Of the rows that the saved policy in `folder` was saved with. */
export async function goldenOf(folder: string, policy: LoadedNetworkPolicy): Promise<Golden[]> {
  const lines = (await (await readPolicyFolder(folder)).read("golden.jsonl")).toString("utf8").split("\n");
  return lines.filter(Boolean).map((line) => {
    const { observation } = JSON.parse(line) as { observation: number[] };
    return goldenAt(policy, Float64Array.from(observation));
  });
}

/** The deterministic action at a row, as the saved policy has it. */
export function goldenAt(
  { model, params, normalizer }: LoadedNetworkPolicy,
  observation: Float64Array,
): Golden {
  const actor = modelActor(model, params, "deterministic");
  const action = actor.toEnv(actor.act(rowsSeen(normalizer, observation), [])) as Float64Array;
  return { observation, action: Array.from(action) };
}
