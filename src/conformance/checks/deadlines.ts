/** Every request has a deadline, as a time to live from arrival. */
import { type Check, skip } from "../check.ts";
import { counted, expectKind, expectRefusal, expectThat, inWords } from "../expect.ts";
import type { Lab } from "../lab.ts";
import { reset } from "../trajectory.ts";

/** Below it, timers and sockets are as slow as the step itself. */
const TELLING_STEP_MS = 40;

export const deadlineChecks: readonly Check[] = [
  {
    group: "deadlines",
    name: "refuses a request without a deadline",
    why: "A field left out reads as 0; waiting for ever in its place is how agents hang.",
    source: "Request.time_to_live_ms",
    run: async (lab) => {
      const agent = await lab.session();
      const reply = await agent.ask({ kind: "heartbeat" }, { timeToLiveMs: 0 });
      return expectRefusal(reply, ["malformed", "invalidRequest"], "a time to live of 0 is taken for valid");
    },
  },
  {
    group: "deadlines",
    name: "answers DEADLINE_EXCEEDED when the deadline has passed, and not later with the result",
    why: "An agent that has given up must not meet the late observation as the answer to something else.",
    source: "The conversation",
    run: async (lab) => {
      requireSlow(lab);
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const timeToLiveMs = Math.floor(lab.first.stepMs / 4);
      const tensors = lab.actions(lab.allEnvs);
      const id = await agent.post({ kind: "step", envIds: lab.allEnvs }, { tensors, timeToLiveMs });
      const seen = expectRefusal(
        await agent.replyTo(id, "a step"),
        ["deadlineExceeded"],
        "the deadline is not watched",
      );
      await agent.settle();
      const count = counted(agent.answers(id), "answer");
      expectThat(
        agent.answers(id) === 1,
        "one answer",
        count,
        "the result is sent after the deadline's error",
      );
      return seen;
    },
  },
  {
    group: "deadlines",
    name: "answers at the deadline, not when the work is done",
    why: "A robot that waits for an answer needs to know in time that there is none.",
    source: "The conversation",
    run: async (lab) => {
      requireSlow(lab);
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const timeToLiveMs = Math.floor(lab.first.stepMs / 4);
      const begin = performance.now();
      await agent.ask(
        { kind: "step", envIds: lab.allEnvs },
        { tensors: lab.actions(lab.allEnvs), timeToLiveMs },
      );
      const tookMs = performance.now() - begin;
      const [expected, seen] = [`about ${timeToLiveMs} ms`, `${tookMs.toFixed(0)} ms`];
      expectThat(
        tookMs < lab.first.stepMs * 0.9,
        expected,
        seen,
        "the deadline is looked at after the step only",
      );
      return `after ${seen}`;
    },
  },
  {
    group: "deadlines",
    name: "goes on after a deadline has passed: a reset brings the environment back",
    why: "One slow step must cost one episode, not the session.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.episode();
      const reply = await agent.ask(
        { kind: "step", envIds: [0] },
        { tensors: lab.actions([1]), timeToLiveMs: 1 },
      );
      const late = reply.body.kind === "error";
      if (late) expectRefusal(reply, ["deadlineExceeded"], "another error than DEADLINE_EXCEEDED");
      await reset(agent, [0], [1]);
      expectKind(await agent.ask({ kind: "heartbeat" }), "heartbeat", "the session was ended");
      return late
        ? "the step was late; the next reset worked"
        : `the step came within 1 ms: ${inWords(reply)}`;
    },
  },
];

function requireSlow({ first: { stepMs } }: Lab): void {
  if (stepMs < TELLING_STEP_MS) skip(`a step takes ${stepMs.toFixed(1)} ms: no deadline can pass in it`);
}
