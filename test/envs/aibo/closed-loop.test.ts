import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { WalkEpisode } from "../../../envs/aibo/closed-loop/episode.ts";
import { observationFields } from "../../../envs/aibo/closed-loop/observation.ts";
import { rewardTerms } from "../../../envs/aibo/closed-loop/reward.ts";
import { defaultWalkOptions, stepLimit, type WalkOptions } from "../../../envs/aibo/closed-loop/spec.ts";
import { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { type OpenLoop, sprawl, standStill, trot } from "./trot.ts";

const simulation = await AiboSimulation.create();
after(() => simulation[Symbol.dispose]());
const episode = new WalkEpisode(simulation);

const at = (name: string): number => observationFields.findIndex((field) => field.name === name);
const firstTarget = at("frontLeftSwingTarget");
const exact: WalkOptions = { timestep: 0.002, perturbation: 0 };

interface Played {
  readonly total: number;
  readonly steps: number;
  readonly ending: string;
  readonly distance: number;
  readonly trace: Float64Array;
}

function play(policy: OpenLoop, seed: number, options = defaultWalkOptions, on = episode): Played {
  on.reset(seed, options);
  const standing = on.observation.slice(firstTarget);
  const trace: number[] = [...on.observation];
  let total = 0;
  let steps = 0;
  while (on.ending === "") {
    on.step(policy(steps, standing));
    total += on.reward;
    steps++;
    trace.push(on.reward, ...on.observation);
  }
  return {
    total,
    steps,
    ending: on.ending,
    distance: on.properties[rewardTerms.length] as number,
    trace: Float64Array.from(trace),
  };
}

describe("the closed loop", () => {
  it("pays a trot well, standing nothing, and falling less than that", (test) => {
    for (const seed of [1, 2, 3]) {
      const [walked, stood, fell] = [trot(), standStill, sprawl].map((policy) => play(policy, seed));
      const [trotting, standing, falling] = [walked, stood, fell].map((played) => played!.total.toFixed(2));
      test.diagnostic(`seed ${seed}: trot ${trotting}, standing ${standing}, falling ${falling}`);
      assert.ok(walked!.total > 4, `trot ${walked!.total}`);
      assert.ok(Math.abs(stood!.total) < 0.1, `standing ${stood!.total}`);
      assert.equal(fell!.ending, "fell");
      assert.ok(fell!.total < -1.5, `falling ${fell!.total}`);
    }
  });

  it("walks about as far with the hand-tuned trot as the robot did, and stops at the time limit", () => {
    const { steps, ending, distance } = play(trot(), 1);
    assert.equal(steps, stepLimit);
    assert.equal(ending, "time limit");
    // 245 mm/s over 10.24 s, less the first strides.
    assert.ok(distance > 2 && distance < 3, `${distance}`);
  });

  it("is the same to the last bit whatever was played before it, here and on another simulation", async () => {
    const first = play(trot(), 5).trace;
    play(sprawl, 6, { timestep: 0.001, perturbation: 5 });
    assert.deepEqual(play(trot(), 5).trace, first);
    using other = await AiboSimulation.create();
    assert.deepEqual(play(trot(), 5, defaultWalkOptions, new WalkEpisode(other)).trace, first);
  });

  it("differs with the seed, and does not without perturbation", () => {
    assert.notDeepEqual(play(trot(), 1).trace, play(trot(), 2).trace);
    assert.deepEqual(play(trot(), 1, exact).trace, play(trot(), 2, exact).trace);
  });

  it("feels its weight: gravity down, the paws carrying 1.4 kg, the accelerometer pushed up by it", () => {
    episode.reset(1, exact);
    const standing = episode.observation.slice(firstTarget);
    for (let step = 0; step < 60; step++) episode.step(standing);
    const felt = (name: string): number => episode.observation[at(name)] as number;
    const weight = 1.4 * 9.81;
    const carried = ["frontLeft", "frontRight", "rearLeft", "rearRight"].reduce(
      (sum, leg) => sum + felt(`${leg}Touch`),
      0,
    );
    assert.ok(Math.abs(carried / weight - 1) < 0.02, `${carried} N`);
    // The rear stands 35 mm higher over 119 mm: nose down by 17°, so gravity points forward in the trunk.
    const sine = 0.035 / 0.119;
    assert.ok(Math.abs(felt("gravityX") - sine) < 0.06, `${felt("gravityX")}`);
    assert.ok(Math.abs(felt("gravityZ") + Math.sqrt(1 - sine * sine)) < 0.03, `${felt("gravityZ")}`);
    for (const axis of ["X", "Y", "Z"])
      assert.ok(Math.abs(felt(`acceleration${axis}`) + 9.81 * felt(`gravity${axis}`)) < 0.2, axis);
  });

  it("gives a reward that is the sum of its terms", () => {
    episode.reset(3, defaultWalkOptions);
    const policy = trot();
    for (let step = 0; step < 50; step++) {
      episode.step(policy(step, []));
      const sum = rewardTerms.reduce((total, _, index) => total + episode.properties[index]!, 0);
      assert.ok(Math.abs(sum - episode.reward) < 1e-12);
    }
  });

  it("never pays more for speed than the way covered at the target speed, however the robot rocks to and fro", () => {
    const rock: OpenLoop = (step, standing) =>
      Float64Array.from(standing, (target, joint) =>
        joint % 3 === 0 ? target + (joint < 6 ? 1 : -1) * (step % 10 < 7 ? 0.3 : -0.3) : target,
      );
    for (const policy of [trot(), rock]) {
      episode.reset(1, defaultWalkOptions);
      const standing = episode.observation.slice(firstTarget);
      let paid = 0;
      for (let step = 0; step < 100; step++) {
        episode.step(policy(step, standing));
        paid += episode.properties[rewardTerms.indexOf("speed")]!;
      }
      const covered = episode.properties[rewardTerms.length]!;
      assert.ok(paid <= covered / 0.3 + 1e-9, `${paid} for ${covered} m`);
    }
  });

  it("ends with numbers all the same when the physics breaks, and the next episode is whole", () => {
    const expected = play(trot(), 2).trace;
    episode.reset(1, defaultWalkOptions);
    episode.step(trot()(0, []));
    const before = episode.observation.slice();
    simulation.views.qvel[0] = Number.POSITIVE_INFINITY;
    episode.step(trot()(1, []));
    assert.equal(episode.ending, "diverged");
    assert.deepEqual(episode.observation.slice(), before);
    assert.ok(Math.abs(episode.reward + 2) < 0.01, `${episode.reward}`);
    assert.ok(episode.properties.every(Number.isFinite));
    assert.deepEqual(play(trot(), 2).trace, expected);
  });

  it("goes on from a state to the same bits, on another simulation too", async () => {
    const policy = trot();
    episode.reset(9, defaultWalkOptions);
    for (let step = 0; step < 40; step++) episode.step(policy(step, []));
    const state = episode.state();
    const goOn = (on: WalkEpisode): number[] => {
      const seen: number[] = [...on.observation];
      for (let step = 40; step < 80; step++) {
        on.step(policy(step, []));
        seen.push(on.reward, ...on.observation, ...on.properties);
      }
      return seen;
    };
    const expected = goOn(episode);
    using other = await AiboSimulation.create();
    const copy = new WalkEpisode(other);
    copy.restore(state);
    assert.deepEqual(goOn(copy), expected);
    assert.throws(() => copy.restore(state.subarray(1)), /no state of aibo:walk/);
    assert.deepEqual(
      copy.observation.slice(),
      Float64Array.from(expected.slice(-(observationFields.length + 9), -9)),
    );
  });
});
