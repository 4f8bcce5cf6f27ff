/** The settings of `gaitway train`: a preset or a file, then the command line, checked as a whole. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { z } from "zod";
import { legalChoices } from "../env/suggest.ts";
import {
  checkSettings,
  type LearnConfig,
  type MethodName,
  methodNames,
  settingsOf,
} from "../train/learn/config.ts";
import { readConfigFile, requireName } from "./config.ts";
import { UsageError } from "./errors.ts";
import { packageRoot } from "./package-root.ts";

const presets = join(packageRoot, "src", "train", "presets");

/** The names of the settings that are kept with Gaitway, by benchmark cell: "ppo-cartpole". */
export function presetNames(): string[] {
  if (!existsSync(presets)) return [];
  return readdirSync(presets)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length))
    .sort();
}

export async function readPreset(name: string): Promise<Record<string, unknown>> {
  requireName("preset", name, presetNames());
  return await readConfigFile(join(presets, `${name}.yaml`));
}

/** `key=value` with the value as YAML reads it. Throws UsageError for anything else. */
export function parseSetting(text: string): Record<string, unknown> {
  const equals = text.indexOf("=");
  if (equals < 1)
    throw new UsageError(`--set takes NAME=VALUE, such as --set learningRate=0.001, not "${text}"`);
  return { [text.slice(0, equals)]: parse(text.slice(equals + 1)) as unknown };
}

/** The complete settings; `from` is what errors call them. Throws UsageError with what is legal. */
export function checkTrainConfig(input: Readonly<Record<string, unknown>>, from: string): LearnConfig {
  const { method } = input;
  if (method === undefined)
    throw new UsageError(`${from}: which method? Choose --method ${methodNames.join(", ")}, or a --preset`);
  requireName("method", String(method), methodNames);
  if (input.env === undefined)
    throw new UsageError(`${from}: which environment? Name one, such as gym:CartPole-v1`);
  const name = method as MethodName;
  const checked = checkSettings(name, input);
  if ("config" in checked) return checked.config;
  throw new UsageError(checked.issues.map((issue) => explain(issue, name, from)).join("\n"));
}

export function formatTrainConfig(config: LearnConfig): string {
  return stringify(config);
}

function explain(issue: z.core.$ZodIssue, method: MethodName, from: string): string {
  if (issue.code !== "unrecognized_keys") return `${from}: ${issue.path.join(".")}: ${issue.message}`;
  return issue.keys
    .map((key) => {
      const elsewhere = methodNames.filter((other) => settingsOf(other).includes(key));
      const hint = elsewhere.length > 0 ? ` (it is one of ${elsewhere.join(", ")})` : "";
      return `${from}: "${key}" is no setting of ${method}${hint}. ${legalChoices(key, settingsOf(method))}`;
    })
    .join("\n");
}
