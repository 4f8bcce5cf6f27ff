/**
 * gaitway lab: the claims of the lecture notes as experiments.
 *
 *     runs/lab-NAME/report.html    claim, verdict, figures, tables
 *     runs/lab-NAME/result.json    the same as numbers
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { requireName } from "../../src/cli/config.ts";
import { writeWhole } from "../../src/transport/whole-file.ts";
import type { Experiment, Finding } from "./lab/experiment.ts";
import { experiments } from "./lab/experiments.ts";
import { type Made, renderExperiment } from "./lab/page.ts";
import { machine, table } from "./table.ts";

export const labNames = experiments.map(({ name }) => name);

export interface LabOptions {
  readonly seed: number;
  readonly json: boolean;
}

/** What there is, as a table. */
export function listLab(json: boolean): void {
  const listed = experiments.map(({ name, claim, takes }) => ({ name, claim, takes }));
  process.stdout.write(json ? `${JSON.stringify(listed)}\n` : table(listed));
}

/** Runs `name`, or all. Throws UsageError for a name that is none. Answers whether every claim holds. */
export async function runLab(name: string, options: LabOptions): Promise<boolean> {
  requireName("experiment", name, [...labNames, "all"]);
  let holds = true;
  for (const experiment of experiments.filter((each) => name === "all" || each.name === name))
    holds = (await runOne(experiment, options)) && holds;
  return holds;
}

async function runOne(experiment: Experiment, { seed, json }: LabOptions): Promise<boolean> {
  const begin = performance.now();
  const say = (line: string): void => void process.stderr.write(`${experiment.name}: ${line}\n`);
  const finding = await experiment.run({ seed, effort: 1, say });
  const made: Made = { seed, seconds: (performance.now() - begin) / 1000, machine: machine() };
  const folder = join("runs", `lab-${experiment.name}`);
  await mkdir(folder, { recursive: true });
  const { name, claim } = experiment;
  const record = { name, claim, ...made, ...finding };
  const report = join(folder, "report.html");
  await writeWhole(report, renderExperiment(experiment, finding, made));
  await writeWhole(join(folder, "result.json"), `${JSON.stringify(record, null, 2)}\n`);
  process.stdout.write(
    json ? `${JSON.stringify({ ...record, report })}\n` : markdown(experiment, finding, made, report),
  );
  return finding.holds;
}

function markdown({ name, claim }: Experiment, finding: Finding, made: Made, report: string): string {
  const { holds, numbers, ran, tables } = finding;
  const verdict = holds ? "The claim holds." : "The claim does not hold.";
  const parts = [
    `## ${name}\n\n${claim}\n`,
    `**${verdict}** ${numbers}\n`,
    ...tables.map(({ title, rows }) => `${title}:\n\n${table(rows)}`),
    `${ran} Seed ${made.seed}, ${made.seconds.toFixed(1)} s on ${made.machine}.\n`,
    `Plot: ${report}\n`,
  ];
  return `${parts.join("\n")}\n`;
}
