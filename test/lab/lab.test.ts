/** gaitway lab as a command: what it lists, prints, writes and refuses. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { experiments } from "../bench/lab/experiments.ts";
import { renderExperiment } from "../bench/lab/page.ts";
import { restrictedSteps } from "../bench/lab/restricted-step.ts";
import { Folder } from "../support/command.ts";
import { setting } from "./setting.ts";

it("without a name, the lab lists every experiment with its claim", async () => {
  await using folder = await Folder.create();
  const { code, stdout } = await folder.run("lab");
  assert.equal(code, 0);
  for (const { name, claim } of experiments)
    assert.ok(stdout.includes(`| ${name} `) && stdout.includes(claim), name);
});

it("an experiment prints its verdict and table, and leaves a page and its numbers", async () => {
  await using folder = await Folder.create();
  const { code, stdout, stderr } = await folder.run("lab", "restricted-step", "--seed", "3");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\*\*The claim holds\.\*\*/);
  assert.match(stdout, /\| restricted, ε = 0\.02 +\| 0\.2 /);
  assert.match(stdout, /Seed 3, [\d.]+ s on .+, \d+ cores, Node 2\d/);
  const record = JSON.parse(await folder.read("runs", "lab-restricted-step", "result.json"));
  assert.equal(record.holds, true);
  assert.match(await folder.read("runs", "lab-restricted-step", "report.html"), /<svg/);
});

it("with --json standard output is one line of JSON and nothing else", async () => {
  await using folder = await Folder.create();
  const { stdout } = await folder.run("lab", "restricted-step", "--json");
  const record = JSON.parse(stdout);
  assert.deepEqual([record.name, record.seed, record.holds], ["restricted-step", 1, true]);
});

it("an unknown experiment is refused with the nearest, as wrong use", async () => {
  await using folder = await Folder.create();
  const { code, stderr } = await folder.run("lab", "varience");
  assert.equal(code, 2);
  assert.match(stderr, /experiment "varience" is not known.*variance/s);
});

it("a page names its axes, keys every series, says a failure in words, and asks nothing of the network", async () => {
  const finding = await restrictedSteps.run(setting(1));
  const made = { seed: 1, seconds: 1, machine: "a machine" };
  const page = renderExperiment(restrictedSteps, { ...finding, holds: false, numbers: "1 < 2 & 3" }, made);
  assert.ok(page.includes("The claim does not hold.") && page.includes("1 &lt; 2 &amp; 3"));
  assert.ok(
    page.includes("length of the step, in units of θ") && page.includes("prefers-color-scheme: dark"),
  );
  for (const { label } of finding.plots[0]!.series) assert.ok(page.includes(`</svg> ${label}</li>`), label);
  assert.ok(!/<script|https?:|NaN|undefined/.test(page));
});
