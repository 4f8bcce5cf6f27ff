/** One reply for every request, and none for a duplicate. */
import type { Check } from "../check.ts";
import { counted, expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import type { RawAgent } from "../raw-agent.ts";
import { expectSame, momentsOf, play, reset, step } from "../trajectory.ts";

export const requestIdChecks: readonly Check[] = [
  {
    group: "request ids",
    name: "echoes session and request id in every reply",
    why: "They are all that ties an observation to the action it answers.",
    source: "Reply",
    run: async (lab) => {
      const agent = await lab.session();
      agent.countFrom(41_000);
      await reset(agent, [0], [1]);
      await step(agent, [0], lab.actions([1]));
      await agent.ask({ kind: "reset", envIds: [lab.spec.envCount], seeds: [1], options: {} });
      await agent.settle();
      requireOwn(agent);
      return `${counted(agent.received.length, "reply", "replies")}, each with its own`;
    },
  },
  {
    group: "request ids",
    name: "answers fifty overlapping requests, each once",
    why: "Agents keep several requests in flight; each must come back, and only once.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const ids = [];
      for (let i = 0; i < 50; i++) ids.push(await agent.post({ kind: "heartbeat" }));
      for (const id of ids)
        expectKind(await agent.replyTo(id), "heartbeat", "requests in flight are mixed up");
      const strays = `${agent.strays.length} more`;
      expectThat(agent.strays.length === 0, "fifty replies", strays, "requests are answered twice");
      return "fifty replies to fifty requests";
    },
  },
  {
    group: "request ids",
    name: "drops a request whose id it has seen, without a second answer",
    why: "Networks and proxies repeat messages; the second copy must not be taken for a new request.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const { requestId, frames } = agent.frames({ kind: "heartbeat" });
      await agent.send(frames);
      await agent.send(frames);
      await agent.replyTo(requestId);
      await agent.settle();
      const seen = counted(agent.answers(requestId), "answer");
      expectThat(
        agent.answers(requestId) === 1,
        "one answer",
        seen,
        "request ids are not compared with the last one",
      );
      return seen;
    },
  },
  {
    group: "request ids",
    name: "applies a step that arrives twice once",
    why: "A step applied twice moves the robot twice, and the agent learns from an episode that never was.",
    source: "The conversation",
    run: async (lab) => {
      const undisturbed = await lab.reference(3);
      const agent = await lab.session();
      const [twice] = await playDoubled(lab, agent);
      expectSame("the episode without the duplicate", undisturbed, twice, "the duplicate is applied");
      return `${counted(undisturbed.length - 1, "step")} sent twice, applied once`;
    },
  },
  {
    group: "request ids",
    name: "drops a request that was overtaken by a later one",
    why: "A step that comes after its successor was meant for another moment of the episode.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const overtaken = agent.nextId();
      await agent.ask({ kind: "heartbeat" });
      await agent.post({ kind: "heartbeat" }, { requestId: overtaken });
      await agent.settle();
      const seen = counted(agent.answers(overtaken), "answer");
      expectThat(
        agent.answers(overtaken) === 0,
        "no answer",
        seen,
        "only the same id is taken for a duplicate",
      );
      return "dropped";
    },
  },
  {
    group: "request ids",
    name: "goes on where ids wrap around 2³²",
    why: "A run of weeks gets there, and would then hang.",
    source: "Request.request_id",
    run: async (lab) => {
      const agent = await lab.session();
      for (const last of [2 ** 31 - 2, 2 ** 32 - 2]) {
        agent.countFrom(last);
        for (let i = 0; i < 2; i++) {
          expectKind(
            await agent.ask({ kind: "heartbeat" }),
            "heartbeat",
            "ids are compared as plain numbers",
          );
        }
      }
      return "4294967295, then 1";
    },
  },
  {
    group: "request ids",
    name: "does not answer request id 0 as if it were one",
    why: "0 is what a field holds that was never set: the sender is broken and should learn it.",
    source: "Request.request_id",
    run: async (lab) => {
      const agent = lab.agent();
      const { limits } = lab.first.hello;
      const hello = { kind: "hello", packageVersion: "gaitway check", capabilities: [], limits } as const;
      await agent.post(hello, { requestId: 0 });
      await agent.hello();
      await agent.settle();
      if (agent.answers(0) === 0) return "dropped";
      return expectRefusal(await agent.replyTo(0), ["malformed"], "request id 0 is taken for valid");
    },
  },
];

function requireOwn(agent: RawAgent): void {
  for (const { reply } of agent.received) {
    const session = Buffer.from(reply.session).toString("hex") || "none";
    const own = Buffer.from(reply.session).equals(agent.token);
    expectThat(
      own,
      "the session of the request",
      `session ${session}`,
      "the session is not copied into the reply",
    );
  }
  const strays = agent.strays.map(({ requestId }) => requestId).join(", ");
  expectThat(
    strays === "",
    "no reply but to what was asked",
    `replies to ${strays}`,
    "another id is written than was read",
  );
}

/** Plays the reference episode with every step sent twice under one id. */
async function playDoubled(lab: Lab, agent: RawAgent) {
  const [single] = await play(lab, agent, { envIds: [0], seeds: [3], steps: 0 });
  const moments = [...(single ?? [])];
  for (let at = 0; at < 4 && !moments.at(-1)?.ended; at++) {
    const { requestId, frames } = agent.frames(
      { kind: "step", envIds: [0] },
      { tensors: lab.actions([3], at) },
    );
    await agent.send(frames);
    await agent.send(frames);
    const reply = expectKind(await agent.replyTo(requestId), "step", "the server refuses a correct Step");
    await agent.settle();
    const seen = counted(agent.answers(requestId), "answer");
    expectThat(
      agent.answers(requestId) === 1,
      "one answer to a step sent twice",
      seen,
      "the duplicate is answered too",
    );
    moments.push(momentsOf(lab, reply).get(0) ?? { observation: Buffer.alloc(0), reward: 0, ended: true });
  }
  return [moments] as const;
}
