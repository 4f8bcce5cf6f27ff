/** Liveness is not progress: a server that computes is not dead. */
import { type Check, skip } from "../check.ts";
import { expectKind, expectThat, inWords } from "../expect.ts";
import { reset } from "../trajectory.ts";

/** Long enough for a heartbeat to be asked and answered within it. */
const TELLING_STEP_MS = 40;

export const livenessChecks: readonly Check[] = [
  {
    group: "liveness",
    name: "answers a heartbeat while nothing is asked of it, with no environment busy",
    why: "It is how an agent tells an idle server from a dead one.",
    source: "Liveness",
    run: async (lab) => {
      const reply = await (await lab.session()).ask({ kind: "heartbeat" });
      const { busy } = expectKind(reply, "heartbeat", "the server does not know heartbeats").body;
      const working = busy.filter(({ paused }) => !paused).map(({ envId }) => envId);
      const cause = "environments stay busy after their step";
      expectThat(
        working.length === 0,
        "no busy environment",
        `environments ${working.join(", ")} busy`,
        cause,
      );
      return "none busy";
    },
  },
  {
    group: "liveness",
    name: "answers heartbeats while every environment steps, before it would be taken for dead",
    why: "With physics in the thread that answers, every slow step looks like a crash.",
    source: "Liveness",
    run: async (lab) => {
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const stepId = await agent.post(
        { kind: "step", envIds: lab.allEnvs },
        { tensors: lab.actions(lab.allEnvs) },
      );
      const begin = performance.now();
      await agent.ask({ kind: "heartbeat" });
      const tookMs = performance.now() - begin;
      const [expected, seen] = [`an answer within ${lab.heartbeatPatienceMs} ms`, `${tookMs.toFixed(0)} ms`];
      expectThat(
        tookMs < lab.heartbeatPatienceMs,
        expected,
        seen,
        "the thread that answers heartbeats does physics",
      );
      await agent.replyTo(stepId, "the step");
      return `after ${tookMs.toFixed(1)} ms`;
    },
  },
  {
    group: "liveness",
    name: "says in the heartbeat which environments are busy",
    why: "So slow and hanging are told apart, and a person sees which simulator it is.",
    source: "HeartbeatReply",
    run: async (lab) => {
      if (lab.first.stepMs < TELLING_STEP_MS)
        skip(`a step takes ${lab.first.stepMs.toFixed(1)} ms, too short to be seen`);
      const agent = await lab.session();
      await reset(agent, lab.allEnvs, lab.allEnvs);
      const stepId = await agent.post(
        { kind: "step", envIds: lab.allEnvs },
        { tensors: lab.actions(lab.allEnvs) },
      );
      const { busy } = expectKind(await agent.ask({ kind: "heartbeat" }), "heartbeat", "no heartbeats").body;
      const overtaken = agent.answers(stepId) === 0;
      expectThat(
        overtaken,
        "the heartbeat before the step",
        "the step first",
        "heartbeats wait for the physics",
      );
      expectThat(busy.length > 0, "a busy environment", "none", "the status is not kept");
      const reply = await agent.replyTo(stepId, "the step");
      return `environment ${busy[0]?.envId} busy for ${busy[0]?.busyMs} ms; then ${inWords(reply)}`;
    },
  },
];
