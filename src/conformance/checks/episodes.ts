/** What a reset and a step mean. */

import { type Check, skip } from "../check.ts";
import { whyOutside } from "../contains.ts";
import { counted, expectRefusal, expectThat } from "../expect.ts";
import { leavesOf } from "../leaves.ts";
import { walkFar } from "../long-walk.ts";
import { playToTheEnd } from "../playing-to-the-end.ts";
import { difference, expectSame, play, reset, step } from "../trajectory.ts";

const MAX_SEED = 2 ** 32 - 1;

export const episodeChecks: readonly Check[] = [
  {
    group: "episodes",
    name: "answers a reset with observations that are in its space, one row an environment",
    why: "The first observation is fed to the policy like any other.",
    source: "Reset",
    run: async (lab) => {
      const { body, tensors } = await reset(await lab.session(), lab.allEnvs, lab.allEnvs);
      const ids = body.envIds.join();
      expectThat(ids === lab.allEnvs.join(), "the environments asked for", ids, "env_ids are not echoed");
      const wrong = whyOutside(lab.spec.observationSpace, lab.allEnvs.length, tensors);
      expectThat(
        wrong === undefined,
        "observations in the space",
        `${wrong}`,
        "the spec promises another space",
      );
      return `${counted(tensors.length, "tensor")} for ${counted(lab.allEnvs.length, "environment")}`;
    },
  },
  {
    group: "episodes",
    name: "answers a step with observations in its space, finite rewards and a flag for each environment",
    why: "One NaN in a batch ruins every parameter of the policy.",
    source: "StepReply",
    run: async (lab) => {
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const { body, tensors } = await step(agent, lab.allEnvs, lab.actions(lab.allEnvs));
      const ids = body.envIds.join();
      expectThat(ids === lab.allEnvs.join(), "the environments asked for", ids, "env_ids are not echoed");
      const observed = tensors.slice(0, lab.observationLeaves);
      const wrong = whyOutside(lab.spec.observationSpace, body.envIds.length, observed);
      expectThat(
        wrong === undefined,
        "observations in the space",
        `${wrong}`,
        "the spec promises another space",
      );
      const odd = Array.from(body.rewards).find((reward) => !Number.isFinite(reward));
      expectThat(
        odd === undefined,
        "finite rewards",
        `${odd}`,
        "a division by zero, or a simulation that blew up",
      );
      return `rewards ${Array.from(body.rewards).slice(0, 3).join(", ")}`;
    },
  },
  {
    group: "episodes",
    name: "keeps observations in their space and rewards finite over 200 steps",
    why: "What leaves its bounds only later reaches a policy in the middle of a run.",
    source: "StepReply",
    run: async (lab) => await walkFar(lab),
  },
  {
    group: "episodes",
    name: "starts the same episode from the same seed",
    why: "Without it no run can be repeated, and no two policies compared on the same luck.",
    source: "Reset",
    run: async (lab) => {
      const [one, other] = [await lab.session(), await lab.session()];
      const [first] = await play(lab, one, { envIds: [0], seeds: [11] });
      const [between] = await play(lab, one, { envIds: [0], seeds: [12] });
      const [second] = await play(lab, other, { envIds: [0], seeds: [11] });
      const cause = "the seed is ignored, or something of the last episode is left";
      expectSame("the same episode twice", first ?? [], second ?? [], cause);
      const seeded = difference(first ?? [], between ?? []) !== undefined;
      return seeded ? "the same twice, and another for another seed" : "the same, whatever the seed";
    },
  },
  {
    group: "episodes",
    name: "starts the same episode from the same seed in every environment",
    why: "Which copy of a simulator an episode runs in must not matter.",
    source: "Reset",
    run: async (lab) => {
      lab.requireEnvs(2);
      const envIds = [0, lab.spec.envCount - 1];
      const [one, other] = await play(lab, await lab.session(), { envIds, seeds: [13, 13] });
      expectSame(
        "the same episode in both",
        one ?? [],
        other ?? [],
        "one random generator for all environments",
      );
      return `environments ${envIds.join(" and ")} agree`;
    },
  },
  {
    group: "episodes",
    name: "begins anew when an episode is reset before it is over",
    why: "Agents cut episodes short; the next one must not go on where the last stopped.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const reference = await lab.reference(3);
      await play(lab, agent, { envIds: [0], seeds: [4], steps: 2 });
      const [again] = await play(lab, agent, { envIds: [0], seeds: [3] });
      expectSame(
        "the episode of the seed",
        reference,
        again ?? [],
        "a reset leaves something of the last episode",
      );
      return "the second episode is that of its seed";
    },
  },
  {
    group: "episodes",
    name: "takes any seed from 0 to 2³² − 1",
    why: "Seeds are drawn from all of them; one that is refused stops a run after days.",
    source: "Reset",
    run: async (lab) => {
      const agent = await lab.session();
      for (const seed of [0, 1, 2 ** 31, MAX_SEED]) await reset(agent, [0], [seed]);
      return "0, 1, 2147483648, 4294967295";
    },
  },
  {
    group: "episodes",
    name: "takes a reset with its options at their defaults for one without",
    why: "An option that changes something by being named makes two equal runs differ.",
    source: "Reset",
    run: async (lab) => {
      if (lab.spec.options.length === 0) skip("it has no options");
      const reference = await lab.reference(3);
      const options = Object.fromEntries(lab.spec.options.map((option) => [option.name, option.default]));
      const [same] = await play(lab, await lab.session(), { envIds: [0], seeds: [3], options });
      expectSame(
        "the episode without options",
        reference,
        same ?? [],
        "the declared default is not the one used",
      );
      return Object.entries(options)
        .map(([name, value]) => `${name} = ${value}`)
        .join(", ");
    },
  },
  {
    group: "episodes",
    name: "refuses a step before the first reset with RESET_NEEDED",
    why: "Whatever it answered would be an observation of somebody else's episode.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const reply = await agent.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      return expectRefusal(reply, ["resetNeeded"], "the episode of an earlier session is still stepped");
    },
  },
  {
    group: "episodes",
    name: "does after an episode's end what its autoreset mode says",
    why: "Getting this wrong shifts every episode by a step: a bug that learning curves hide.",
    source: "AutoresetMode",
    run: async (lab) => await playToTheEnd(lab),
  },
  {
    group: "episodes",
    name: "gives reasons only to episodes that ended",
    why: "Logs count episodes by their reason.",
    source: "StepReply.reasons",
    run: async (lab) => {
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const { body } = await step(agent, lab.allEnvs, lab.actions(lab.allEnvs));
      for (const [row, reason] of body.reasons.entries()) {
        const ended = body.terminated[row] || body.truncated[row];
        expectThat(
          ended || reason === "",
          "no reason while it runs",
          `"${reason}"`,
          "the last reason is kept",
        );
      }
      return body.reasons.length === 0 ? "none ended" : `reasons: ${[...new Set(body.reasons)].join(", ")}`;
    },
  },
  {
    group: "episodes",
    name: "sends the last observations of ended episodes only where it has reset them itself",
    why: "An agent reads extra tensors as final observations.",
    source: "StepReply",
    run: async (lab) => {
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const { body, tensors } = await step(agent, lab.allEnvs, lab.actions(lab.allEnvs));
      const leaves = leavesOf(lab.spec.observationSpace).length;
      const expected = body.finalEnvIds.length > 0 ? 2 * leaves : leaves;
      expectThat(
        tensors.length === expected,
        `${expected} tensors`,
        `${tensors.length}`,
        "final_env_ids does not fit",
      );
      const mode = lab.spec.autoresetMode;
      const fits = mode === "sameStep" || body.finalEnvIds.length === 0;
      expectThat(
        fits,
        `no final observations in mode ${mode}`,
        `${body.finalEnvIds.length}`,
        "another autoreset mode",
      );
      return `${counted(tensors.length, "tensor")}, ${body.finalEnvIds.length} final`;
    },
  },
];
