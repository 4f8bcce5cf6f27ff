/** Many environments in one message, in the order they are named; and first ready, first served. */
import type { Check } from "../check.ts";
import { counted, expectKind, expectRefusal, expectThat, inWords } from "../expect.ts";
import type { Lab } from "../lab.ts";
import type { RawAgent } from "../raw-agent.ts";
import { difference, expectSame, momentsOf, play, reset, step } from "../trajectory.ts";

export const batchingChecks: readonly Check[] = [
  {
    group: "batching",
    name: "keeps the order in which a request names its environments",
    why: "Row i of the observations must be that of environment env_ids[i], or actions go to the wrong robot.",
    source: "Step",
    run: async (lab) => {
      lab.requireEnvs(2);
      const [one] = await play(lab, await lab.session(), { envIds: [0], seeds: [21] });
      const [other] = await play(lab, await lab.session(), { envIds: [1], seeds: [22] });
      const [backOther, backOne] = await play(lab, await lab.session(), { envIds: [1, 0], seeds: [22, 21] });
      const cause = "rows are in the order of the environments, not of the request";
      expectSame("environment 0 as when it is alone", one ?? [], backOne ?? [], cause);
      expectSame("environment 1 as when it is alone", other ?? [], backOther ?? [], cause);
      return "environments 1, 0 as 0 and 1 alone";
    },
  },
  {
    group: "batching",
    name: "steps only the environments that are named",
    why: "Episodes end at different times; the others must stand still meanwhile.",
    source: "Step",
    run: async (lab) => {
      lab.requireEnvs(2);
      const undisturbed = await lab.reference(3);
      const agent = await lab.session();
      await reset(agent, [1], [4]);
      const stepOther = async () => {
        await reset(agent, [1], [4]);
        await step(agent, [1], lab.actions([4]));
      };
      const [disturbed] = await play(lab, agent, { envIds: [0], seeds: [3], before: stepOther });
      const cause = "every environment is stepped whichever is named";
      expectSame("environment 0 as if 1 were not there", undisturbed, disturbed ?? [], cause);
      return "environment 1 stepped, environment 0 stood still";
    },
  },
  {
    group: "batching",
    name: "gives in one batch what it gives one by one",
    why: "Batches are an optimization; an episode must not depend on its neighbors.",
    source: "Step",
    run: async (lab) => {
      lab.requireEnvs(2);
      const envIds = lab.allEnvs.slice(0, 4);
      const seeds = envIds.map((envId) => 30 + envId);
      const together = await play(lab, await lab.session(), { envIds, seeds, steps: 2 });
      for (const [row, envId] of envIds.entries()) {
        const alone = { envIds: [envId], seeds: [seeds[row] as number], steps: 2 };
        const [single] = await play(lab, await lab.session(), alone);
        expectSame("the same episode", single ?? [], together[row] ?? [], "buffers of a batch that overlap");
      }
      return `${counted(envIds.length, "environment")} together as each alone`;
    },
  },
  {
    group: "batching",
    name: "answers a receive with nothing in flight at once",
    why: "min_batch counts no more than what is in flight; waiting for results nobody asked for is a hang.",
    source: "Step",
    run: async (lab) => {
      const agent = await lab.session();
      const reply = await agent.ask({ kind: "step", envIds: [], minBatch: 1 });
      // A server that keeps nothing in flight may ignore min_batch, and then there is no environment to step.
      if (reply.body.kind === "error") return expectRefusal(reply, ["invalidRequest"], "another error");
      const { envIds } = expectKind(reply, "step", "a reply of another kind").body;
      expectThat(envIds.length === 0, "no results", inWords(reply), "results of another session");
      return "an empty reply";
    },
  },
  {
    group: "batching",
    name: "hands out each result of a first-ready step once",
    why: "A result handed out twice, or never, breaks the count of every learner.",
    source: "Step",
    run: async (lab) => {
      const agent = await lab.session();
      const envIds = lab.allEnvs.slice(0, 16);
      await reset(agent, envIds, envIds);
      const minBatch = Math.ceil(envIds.length / 2);
      await agent.post({ kind: "step", envIds, minBatch }, { tensors: lab.actions(envIds) });
      const got = await collect(agent, envIds.length);
      const seen = got.join(", ");
      const exact = [...got].sort((a, b) => a - b).join() === envIds.join();
      expectThat(
        exact,
        `each of ${envIds.join(", ")} once`,
        seen,
        "the pool keeps what it handed out, or loses it",
      );
      return counted(got.length, "result");
    },
  },
  {
    group: "batching",
    name: "gives the same results first ready as in lock step",
    why: "How results are collected must not change what they are.",
    source: "Step",
    run: async (lab) => {
      const undisturbed = await lab.reference(3);
      const agent = await lab.session();
      const [pooled] = await playFirstReady(lab, agent);
      const [same, expected] = [pooled.slice(0, 2), undisturbed.slice(0, 2)];
      const seen = difference(expected, same);
      expectThat(seen === undefined, "the same first step", `${seen}`, "another path for min_batch");
      return "the same observation and reward";
    },
  },
];

/** Receives until `count` results have come, or the server has no more. */
async function collect(agent: RawAgent, count: number): Promise<number[]> {
  const results = () =>
    agent.received.flatMap(({ reply }) => (reply.body.kind === "step" ? [...reply.body.envIds] : []));
  await agent.until(() => results().length > 0, "the first results");
  for (let round = 0; round < count && results().length < count; round++) {
    await agent.ask({ kind: "step", envIds: [], minBatch: 1 });
  }
  return results();
}

async function playFirstReady(lab: Lab, agent: RawAgent) {
  const [begun] = await play(lab, agent, { envIds: [0], seeds: [3], steps: 0 });
  const asked = { kind: "step", envIds: [0], minBatch: 1 } as const;
  const reply = expectKind(
    await agent.ask(asked, { tensors: lab.actions([3], 0) }),
    "step",
    "min_batch is refused",
  );
  const moment = momentsOf(lab, reply).get(0);
  return [[...(begun ?? []), ...(moment ? [moment] : [])]] as const;
}
