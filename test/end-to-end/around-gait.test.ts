/** `gaitway train` around a gait, as a person runs it: what is learned begins at the gait itself, and is nothing a robot would take for joint targets. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { WalkEpisode } from "../../envs/aibo/closed-loop/episode.ts";
import { defaultWalkOptions } from "../../envs/aibo/closed-loop/spec.ts";
import { handTunedGait } from "../../envs/aibo/gait.ts";
import { AiboSimulation } from "../../envs/aibo/simulation.ts";
import { createRng } from "../../src/math/random.ts";
import { heldOutSeeds } from "../../src/train/evaluate.ts";
import { trot } from "../envs/aibo/trot.ts";
import { Folder } from "../support/command.ts";

const STEPS = 60;
const around = ["--set", "gait=hand-tuned", "--set", "gaitReach=0.2"];

let folder: Folder;
let trained: Awaited<ReturnType<Folder["run"]>>;
before(async () => {
  folder = await Folder.create();
  const small = { directions: 2, evaluationEpisodes: 3, episodeSteps: STEPS, normalizeObservations: true };
  const settings = Object.entries(small).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const budget = ["--steps", "300", "--envs", "3", "--seed", "2", "--run", "around", "--json"];
  trained = await folder.run("train", "aibo:walk", "--method", "ars", ...around, ...settings, ...budget);
});
after(async () => await folder[Symbol.asyncDispose]());

test("before anything is learned, the return is that of the gait played open-loop, bit for bit", async () => {
  assert.equal(trained.code, 0, trained.stderr);
  using simulation = await AiboSimulation.create();
  const episode = new WalkEpisode(simulation);
  const [policy, expected]: [ReturnType<typeof trot>, number[]] = [trot(handTunedGait), []];
  for (const seed of heldOutSeeds(createRng(2).stream("held-out"), 3)) {
    episode.reset(seed, defaultWalkOptions);
    let sum = 0;
    for (let step = 0; step < STEPS; step++) {
      episode.step(policy(step, []));
      sum += episode.reward;
    }
    expected.push(sum);
  }
  const [first = ""] = (await folder.read("runs", "around", "evaluations.jsonl")).split("\n");
  const { steps, deterministic } = JSON.parse(first) as {
    steps: number;
    deterministic: { returns: number[] };
  };
  assert.deepEqual([steps, deterministic.returns], [0, expected]);
});

test("the policy is measured around the gait it was trained around, and its world says which that is", async () => {
  const { environmentVersion } = JSON.parse(await folder.read("runs", "around", "world.json"));
  assert.equal(environmentVersion, "1 around the hand-tuned gait ±0.2");
  const { code, stdout, stderr } = await folder.run("evaluate", "runs/around", "--laps", "2", "--json");
  assert.equal(code, 0, stderr);
  assert.equal((JSON.parse(stdout) as { returns: number[] }).returns.length, 2);
});

test("no robot and no export takes its offsets for joint targets", async () => {
  for (const command of [
    ["deploy", "runs/around", "--to", "sim:aibo"],
    ["rehearse", "runs/around"],
    ["export", "runs/around", "--format", "c", "--out", "firmware"],
  ]) {
    const { code, stderr } = await folder.run(...command);
    assert.equal(code, 2, `${command}: ${stderr}`);
    assert.match(
      stderr,
      /its actions are offsets to a gait .* take a policy that gaitway train made without/,
    );
  }
  assert.deepEqual(
    (await readdir(folder.path)).filter((name) => name !== "runs"),
    [],
  );
});

test("where no gait can be played, it is refused before a run is begun", async () => {
  for (const [args, message] of [
    [["aibo", "--method", "ars", ...around], /its 12 joint targets, such as aibo:walk, got aibo/],
    [["aibo:walk", "--method", "a3c", "--set", "gait=learned"], /"gait" is no setting of a3c \(it is one of/],
    [["aibo:walk", "--method", "ppo", "--set", "gait=poorly"], /gait: .*hand-tuned.*learned/],
    [["aibo:walk", "--method", "ppo", "--set", "gaitReach=0.1"], /gaitReach: .*expected the setting gait/],
  ] as const) {
    const { code, stderr } = await folder.run("train", ...args);
    assert.equal(code, 2, `${args}: ${stderr}`);
    assert.match(stderr, message);
  }
  assert.deepEqual(await readdir(folder.file("runs")), ["around"]);
});
