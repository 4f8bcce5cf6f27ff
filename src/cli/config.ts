/**
 * What a run is made of: one record, checked as a whole, written to config.yaml so that the run can be made again.
 *
 * Defaults are Kohl & Stone's (2004) settings. An unknown key is refused with the legal ones.
 */
import { readFile } from "node:fs/promises";
import { parse, stringify, YAMLParseError } from "yaml";
import { z } from "zod";
import { legalChoices } from "../env/suggest.ts";
import { estimators } from "../estimator/estimators.ts";
import { optimizers } from "../optimizer/optimizers.ts";
import { UsageError } from "./errors.ts";

const positive = z.number().positive();
const count = z.number().int().positive();

export const tuneSchema = z.strictObject({
  env: z.string().default("aibo"),
  start: z.union([z.string(), z.record(z.string(), z.number())]).default("hand-tuned"),
  estimator: z.string().default("kohl-stone"),
  candidates: z.number().int().min(3).optional(),
  episodes: count.default(3),
  perturbation: positive.default(1),
  commonRandomNumbers: z.boolean().default(true),
  optimizer: z.string().default("step-length"),
  stepSize: positive.optional(),
  iterations: count.default(23),
  seed: z.number().int().nonnegative().default(1),
  workers: z.number().int().min(1).max(64).optional(),
  heldOutLaps: z.number().int().min(2).default(20),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
});

export type TuneConfig = z.output<typeof tuneSchema>;

/** The settings of a YAML file, unchecked. Throws UsageError naming the file and the line. */
export async function readConfigFile(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`--config ${path} cannot be read: ${error.message}`);
  });
  return parseConfig(text, path);
}

/** The settings in `text`, unchecked; `path` is what errors call it. */
export function parseConfig(text: string, path: string): Record<string, unknown> {
  try {
    const raw: unknown = parse(text) ?? {};
    if (typeof raw !== "object" || Array.isArray(raw))
      throw new UsageError(`${path}: expected "key: value" lines`);
    return raw as Record<string, unknown>;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UsageError(`${path} is not YAML: ${error.message}`);
    throw error;
  }
}

/** The complete settings. Throws UsageError naming the key, what was expected and the legal choices. */
export function checkConfig(input: unknown, from: string): TuneConfig {
  const checked = tuneSchema.safeParse(input);
  if (!checked.success)
    throw new UsageError(checked.error.issues.map((issue) => explain(issue, from)).join("\n"));
  const config = checked.data;
  requireName("estimator", config.estimator, Object.keys(estimators));
  requireName("optimizer", config.optimizer, Object.keys(optimizers));
  return config;
}

export function requireName(what: string, name: string, legal: readonly string[]): void {
  if (!legal.includes(name))
    throw new UsageError(`${what} "${name}" is not known. ${legalChoices(name, legal)}`);
}

export function formatConfig(config: TuneConfig): string {
  return stringify(config);
}

function explain(issue: z.core.$ZodIssue, from: string): string {
  const where = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const legal = Object.keys(tuneSchema.shape);
    return issue.keys
      .map((key) => `${from}: the key "${key}" is not known. ${legalChoices(key, legal)}`)
      .join("\n");
  }
  return `${from}: ${where}: ${issue.message}`;
}
