/**
 * What an exported policy costs on this processor: time of one inference and size of what is compiled, beside the same network as a person
 * writes it in C, compiled with the same flags. Both run in one process and take turns.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyFiles } from "../../../src/deploy/export/c/c.ts";
import { cFlags } from "../../../src/deploy/export/c/files.ts";
import { goldenAt } from "../../../src/deploy/export/golden.ts";
import { inferenceOf } from "../../../src/deploy/export/inference.ts";
import { box, free, observations, trained } from "../../deploy/export/subjects.ts";
import { machine, table } from "../table.ts";
import { plainNetwork } from "./plain-network.ts";

export interface ExportResult {
  readonly compiler: string;
  readonly subjects: readonly ExportSubject[];
  /** Largest difference of an action between the two, of its range. */
  readonly apart: number;
}

export interface ExportSubject {
  readonly name: string;
  /** Of one inference, median of the turns. */
  readonly ns: number;
  /** Bytes. */
  readonly text: number;
  readonly rodata: number;
}

const [OBSERVATION, ACTION] = [17, 6];
const names = ["policy", "plain"] as const;
const labels = { policy: "gaitway export --format c", plain: "written by hand" } as const;

/** Throws where there is no gcc, or binutils' `size`. */
export async function measureExport({ turns = 15, calls = 20_000 } = {}): Promise<ExportResult> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  try {
    await writeSources(folder, turns, calls);
    for (const name of [...names, "main"])
      run("gcc", [...cFlags, "-c", "-o", join(folder, `${name}.o`), join(folder, `${name}.c`)]);
    const objects = [...names, "main"].map((name) => join(folder, `${name}.o`));
    run("gcc", ["-o", join(folder, "program"), ...objects, "-lm"]);
    const [apart = Number.NaN, ...ns] = run(join(folder, "program"), []).trim().split(/\s+/).map(Number);
    return {
      compiler: run("gcc", ["--version"]).split("\n")[0] ?? "",
      apart,
      subjects: names.map((name, k) => ({
        name: labels[name],
        ns: ns[k] ?? Number.NaN,
        ...sizes(join(folder, `${name}.o`)),
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeSources(folder: string, turns: number, calls: number): Promise<void> {
  const ones = Array.from({ length: ACTION }, () => 1);
  const policy = trained({
    observationSpace: free(OBSERVATION),
    actionSpace: box(ones.map((one) => -one), ones), // biome-ignore format: one line
    model: { hidden: [64, 64], activation: "tanh" },
    isNormalized: true,
  });
  const inference = inferenceOf(policy);
  const golden = Array.from({ length: 10 }, (_, k) => goldenAt(policy, observations(1, OBSERVATION, k)));
  const { source, header } = policyFiles("policy", inference, golden);
  const files = {
    "policy.c": source,
    "policy.h": header,
    "plain.c": plainNetwork(inference),
    "plain.h": "void plain_act(const double *observation, double *action);\n",
    "main.c": mainOf(turns, calls),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

/** Prints the largest difference, then the median ns of a call of either. */
function mainOf(turns: number, calls: number): string {
  return `#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "plain.h"
#include "policy.h"

static double rows[256][${OBSERVATION}], sum;

static double nanoseconds(int which) {
  struct timespec begin, end;
  double action[${ACTION}];
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int k = 0; k < ${calls}; k++) {
    if (which == 0) policy_act(rows[k % 256], action);
    else plain_act(rows[k % 256], action);
    sum += action[0];
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  return ((end.tv_sec - begin.tv_sec) * 1e9 + (end.tv_nsec - begin.tv_nsec)) / ${calls};
}

static int order(const void *a, const void *b) {
  return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

int main(void) {
  double a[${ACTION}], b[${ACTION}], apart = 0, times[2][${turns}];
  for (int k = 0; k < 256; k++)
    for (int i = 0; i < ${OBSERVATION}; i++) rows[k][i] = 4.0 * rand() / RAND_MAX - 2.0;
  for (int k = 0; k < 256; k++) {
    policy_act(rows[k], a);
    plain_act(rows[k], b);
    for (int j = 0; j < ${ACTION}; j++) {
      const double d = (a[j] > b[j] ? a[j] - b[j] : b[j] - a[j]) / 2;
      if (d > apart) apart = d;
    }
  }
  for (int turn = 0; turn < ${turns}; turn++)
    for (int which = 0; which < 2; which++) times[which][turn] = nanoseconds(which);
  for (int which = 0; which < 2; which++) qsort(times[which], ${turns}, sizeof(double), order);
  printf("%g %g %g\\n", apart, times[0][${turns} / 2], times[1][${turns} / 2]);
  return sum == 1e300;
}
`;
}

function sizes(object: string): { text: number; rodata: number } {
  const lines = run("size", ["-A", object]).split("\n");
  const of = (section: string): number =>
    lines
      .map((line) => line.trim().split(/\s+/))
      .filter(([name = ""]) => name === section || name.startsWith(`${section}.`))
      .reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  return { text: of(".text"), rodata: of(".rodata") };
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${command} failed (${error?.message ?? stderr}); this benchmark needs gcc and binutils`);
}

export async function exportBench(): Promise<void> {
  const { compiler, subjects, apart } = await measureExport();
  const [, plain] = subjects;
  process.stdout.write(
    `${machine()}\n\n${OBSERVATION}-64-64-${ACTION}, tanh, normalizer, one observation; ${compiler}, ${cFlags.join(" ")}; actions differ by ${apart.toExponential(1)} of their range at most. ` +
      "The size of the export includes ten golden vectors and the self-test.\n",
  );
  process.stdout.write(
    table(
      subjects.map(({ name, ns, text, rodata }) => ({
        C: name,
        "ns an inference": ns.toFixed(0),
        ratio: (ns / (plain?.ns ?? Number.NaN)).toFixed(2),
        ".text, bytes": String(text),
        ".rodata, bytes": String(rodata),
      })),
    ),
  );
}
