/** Links that stall, break in the middle of a message, close on one side, come back. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Check, skip } from "../check.ts";
import { expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import type { RawAgent } from "../raw-agent.ts";
import { linkTo, survives } from "../survival.ts";
import { expectSame, momentsOf, reset, type Trajectory } from "../trajectory.ts";
import { moveTo } from "./resume.ts";

const SEED = 3;
const CUTS = 10;
/** Longer than what an agent takes for death, and well below what makes a server forget a session. */
const STALL_FACTOR = 1.3;

const post = (lab: Lab, agent: RawAgent, at: number) =>
  agent.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([SEED], at) });

/** The next step is the one after `taken` steps of the undisturbed episode. */
async function requireStepAfter(
  lab: Lab,
  agent: RawAgent,
  undisturbed: Trajectory,
  taken: number,
): Promise<void> {
  const reply = await agent.replyTo(await post(lab, agent, taken), "the next step");
  if (undisturbed[taken]?.ended) {
    if (lab.spec.autoresetMode === "disabled") expectRefusal(reply, ["resetNeeded"], "a silent reset");
    return;
  }
  const moment = momentsOf(lab, expectKind(reply, "step", "the episode was lost with the link")).get(0);
  const expected = `step ${taken + 1} of the episode`;
  const cause = "a step was applied twice or not at all, or the environment reset in silence";
  expectSame(expected, undisturbed.slice(taken + 1, taken + 2), moment ? [moment] : [], cause);
}

export const linkFaultChecks: readonly Check[] = [
  {
    group: "faults: links",
    name: "keeps the episode when the link breaks before a step, and goes on over a new one",
    why: "A cable that is plugged in again must not cost the episode, or cost it in silence.",
    source: "A lost link",
    run: survives(async (lab) => {
      const undisturbed = await lab.reference(SEED);
      const link = await linkTo(lab);
      const agent = await lab.session(link.endpoint);
      await reset(agent, [0], [SEED]);
      link.kill();
      await requireStepAfter(lab, moveTo(lab, agent), undisturbed, 0);
      return "the first step came over another connection";
    }),
  },
  {
    group: "faults: links",
    name: "applies nothing of a step whose link breaks in the middle of the message",
    why: "The first frames have arrived, the rest never will; half a message is none.",
    source: "A message",
    run: survives(async (lab) => {
      const undisturbed = await lab.reference(SEED);
      const link = await linkTo(lab);
      const agent = await lab.session(link.endpoint);
      await reset(agent, [0], [SEED]);
      const { frames } = agent.frames({ kind: "step", envIds: [0] }, { tensors: lab.actions([SEED], 0) });
      const [envelope] = frames as [Uint8Array];
      link.killAfter(Math.floor(envelope.length / 2));
      await agent.send(frames);
      await (await lab.session()).settle();
      await requireStepAfter(lab, moveTo(lab, agent), undisturbed, 0);
      return `cut after ${Math.floor(envelope.length / 2)} bytes; the episode went on from before it`;
    }),
  },
  {
    group: "faults: links",
    name: "serves on when an agent half closes its connection",
    why: "A process that dies slowly leaves such connections; they must not hold anything up.",
    source: "The conversation",
    run: survives(async (lab) => {
      const undisturbed = await lab.reference(SEED);
      const link = await linkTo(lab);
      const agent = await lab.session(link.endpoint);
      await reset(agent, [0], [SEED]);
      link.halfClose();
      await requireStepAfter(lab, moveTo(lab, agent), undisturbed, 0);
      return "the session went on over another connection";
    }),
  },
  {
    group: "faults: links",
    name: "answers everything after a stall, each request under its own id",
    why: "A laptop lid, a full switch, SIGSTOP: the bytes come later, and must still fit together.",
    source: "Liveness",
    run: survives(async (lab) => {
      const undisturbed = await lab.reference(SEED);
      const link = await linkTo(lab);
      const agent = await lab.session(link.endpoint);
      await reset(agent, [0], [SEED]);
      const stallMs = STALL_FACTOR * lab.heartbeatPatienceMs;
      if (stallMs > 5_000)
        skip(`its silence is death after ${lab.heartbeatPatienceMs} ms, too long to wait for`);
      link.pause();
      const timeToLiveMs = stallMs + lab.patienceMs;
      const asking = { tensors: lab.actions([SEED], 0), timeToLiveMs };
      const step = await agent.post({ kind: "step", envIds: [0] }, asking);
      const heartbeats = [];
      for (let i = 0; i < 4; i++) heartbeats.push(await agent.post({ kind: "heartbeat" }, { timeToLiveMs }));
      await sleep(stallMs);
      link.unpause();
      for (const id of heartbeats) expectKind(await agent.replyTo(id), "heartbeat", "ids are mixed up");
      expectKind(await agent.replyTo(step), "step", "the step was lost in the stall");
      await requireStepAfter(lab, agent, undisturbed, 1);
      return `everything answered after ${Math.round(stallMs)} ms of silence`;
    }),
  },
  {
    group: "faults: links",
    name: "lives through a storm of broken connections, and the session with it",
    why: "A bad radio link breaks ten times a minute; each time the agent is back with the same token.",
    source: "A lost link",
    run: survives(async (lab) => {
      const undisturbed = await lab.reference(SEED);
      const link = await linkTo(lab);
      let agent = await lab.session(link.endpoint);
      await reset(agent, [0], [SEED]);
      const { token } = agent;
      for (let cut = 0; cut < CUTS; cut++) {
        link.kill();
        agent = moveTo(lab, agent, link.endpoint);
        expectKind(await agent.ask({ kind: "heartbeat" }), "heartbeat", "the session died with its socket");
      }
      expectThat(
        Buffer.from(token).equals(agent.token),
        "one token",
        "another",
        "a new session a connection",
      );
      await requireStepAfter(lab, agent, undisturbed, 0);
      return `${CUTS} connections, one session, one episode`;
    }),
  },
  {
    group: "faults: links",
    name: "resumes over a new link a step that was sent before the old one broke",
    why: "Lost on the way there or on the way back: the server alone knows, and has to say.",
    source: "A lost link",
    run: survives(async (lab) => {
      lab.requireCapability("resume");
      const undisturbed = await lab.reference(SEED);
      const link = await linkTo(lab);
      const old = await lab.session(link.endpoint);
      await reset(old, [0], [SEED]);
      const awaited = await post(lab, old, 0);
      link.kill();
      const agent = moveTo(lab, old);
      const { body } = expectKind(
        await agent.ask({ kind: "resume", awaited: [awaited] }),
        "resume",
        "it is claimed",
      );
      if (body.unseen.includes(awaited)) {
        await requireStepAfter(lab, agent, undisturbed, 0);
        return "never arrived, and said so; asked again it was the first step";
      }
      if (body.gone.includes(awaited)) return "the answer is gone, and the server said so";
      expectKind(
        await agent.replyTo(awaited, "the awaited step"),
        "step",
        "the reply is neither kept nor told lost",
      );
      await requireStepAfter(lab, agent, undisturbed, 1);
      return "the reply came over the new link";
    }),
  },
];
