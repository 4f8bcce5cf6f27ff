/** Messages that are lost, late, doubled, swapped or damaged on the way. */
import type { Check } from "../check.ts";
import { counted, expectKind, expectRefusal, expectThat } from "../expect.ts";
import { corruptEnvelope, corruptMagic, corruptTensorHeader } from "../faults/corrupt.ts";
import { delay } from "../faults/delay.ts";
import { drop } from "../faults/drop.ts";
import { duplicate } from "../faults/duplicate.ts";
import { extraFrame } from "../faults/extra-frame.ts";
import type { Fault } from "../faults/fault.ts";
import { reorder } from "../faults/reorder.ts";
import { loseFrame, truncateFrame } from "../faults/truncate.ts";
import type { Lab } from "../lab.ts";
import type { RawAgent } from "../raw-agent.ts";
import { type ArmedProxy, armedProxy, survives } from "../survival.ts";
import { expectSame, type Moment, momentsOf, play, reset } from "../trajectory.ts";

const SEED = 3;
const LATE_MS = 60;

const post = (lab: Lab, agent: RawAgent, at: number) =>
  agent.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([SEED], at) });

/** A bad copy of each step comes first; what was refused or lost must have left no trace in the episode. */
function leavesNoTrace(fault: Fault, refused: boolean): (lab: Lab) => Promise<string> {
  return survives(async (lab) => {
    const undisturbed = await lab.reference(SEED);
    const proxy = await armedProxy(lab);
    const agent = await lab.session(proxy.endpoint);
    let seen = "dropped";
    const before = async (at: number) => {
      proxy.arm("request", "step", fault);
      const id = await post(lab, agent, at);
      await agent.settle();
      const answers = agent.answers(id);
      const expected = refused ? "one answer" : "no answer";
      expectThat(
        answers === (refused ? 1 : 0),
        expected,
        `${answers}`,
        "damaged messages are taken for good ones",
      );
      if (refused) seen = expectRefusal(await agent.replyTo(id), ["malformed"], "the damage is not noticed");
    };
    const [disturbed] = await play(lab, agent, { envIds: [0], seeds: [SEED], before });
    expectSame("the undisturbed episode", undisturbed, disturbed ?? [], "the damaged step was applied");
    return seen;
  });
}

/** The first step's reply meets the fault; the episode must go on from after that step, not before it nor anew. */
function goesOnAfterReply(fault: Fault, meanwhile: (agent: RawAgent, id: number) => Promise<string>) {
  return survives(async (lab) => {
    const undisturbed = await lab.reference(SEED);
    const proxy = await armedProxy(lab);
    const agent = await lab.session(proxy.endpoint);
    await reset(agent, [0], [SEED]);
    proxy.arm("reply", "step", fault);
    const seen = await meanwhile(agent, await post(lab, agent, 0));
    await agent.idle();
    await requireSecondStep(lab, agent, undisturbed);
    return seen;
  });
}

/** The episode is where it is after one step: the next is its second, or it is over. */
async function requireSecondStep(lab: Lab, agent: RawAgent, undisturbed: readonly Moment[]): Promise<void> {
  const reply = await agent.replyTo(await post(lab, agent, 1), "the next step");
  const over = undisturbed[1]?.ended && lab.spec.autoresetMode === "disabled";
  if (over) {
    expectRefusal(reply, ["resetNeeded"], "the episode was reset in silence");
    return;
  }
  const moment = momentsOf(lab, expectKind(reply, "step", "the episode was lost in silence")).get(0);
  if (undisturbed[1]?.ended) return;
  const expected = undisturbed.slice(2, 3);
  expectSame(
    "the second step of the episode",
    expected,
    moment ? [moment] : [],
    "the first was applied twice or not at all",
  );
}

/** The step has been answered so often, each time as a step. */
async function answeredAsStep(agent: RawAgent, id: number, times: number): Promise<string> {
  await agent.until(() => agent.answers(id) >= times, `${times} replies`);
  for (const { reply } of agent.received) {
    if (reply.requestId === id) expectKind(reply, "step", "a reply of another request has its id");
  }
  return `${agent.answers(id)} replies with its id`;
}

export const messageFaultChecks: readonly Check[] = [
  {
    group: "faults: messages",
    name: "has not applied a step whose request was lost",
    why: "The agent asks again; had it been applied, the robot would move twice.",
    source: "A lost link",
    run: leavesNoTrace(drop, false),
  },
  {
    group: "faults: messages",
    name: "goes on behind a step whose reply was lost, neither repeated nor reset",
    why: "A silent reset after a lost reply teaches the policy transitions that never were.",
    source: "A lost link",
    run: goesOnAfterReply(drop, async (agent, id) => {
      await agent.idle();
      return `${agent.answers(id)} replies; the episode went on`;
    }),
  },
  {
    group: "faults: messages",
    name: "sends a reply that is late under its own id",
    why: "The observation of an old step, taken for that of a new one, is the worst fault a bridge can have.",
    source: "The conversation",
    run: goesOnAfterReply(delay(LATE_MS), async (agent, id) => {
      const heartbeat = await agent.ask({ kind: "heartbeat" });
      expectKind(heartbeat, "heartbeat", "the late reply is delivered for another request");
      return await answeredAsStep(agent, id, 1);
    }),
  },
  {
    group: "faults: messages",
    name: "goes on when a reply comes twice",
    why: "The agent drops the second; nothing at the server may depend on it.",
    source: "Reply",
    run: goesOnAfterReply(duplicate, (agent, id) => answeredAsStep(agent, id, 2)),
  },
  {
    group: "faults: messages",
    name: "gives replies that overtake one another their own ids",
    why: "Replies may come in any order; the id is all that tells them apart.",
    source: "The conversation",
    run: goesOnAfterReply(reorder, async (agent, id) => {
      await agent.nudgeUntilAnswered(id);
      return await answeredAsStep(agent, id, 1);
    }),
  },
  {
    group: "faults: messages",
    name: "applies a step that the network doubled once, and answers it once",
    why: "The same as a request sent twice, with the second copy on the heels of the first.",
    source: "The conversation",
    run: survives(async (lab) => {
      const undisturbed = await lab.reference(SEED);
      const proxy = await armedProxy(lab);
      const agent = await lab.session(proxy.endpoint);
      const before = async () => proxy.arm("request", "step", duplicate);
      const [disturbed] = await play(lab, agent, { envIds: [0], seeds: [SEED], before });
      expectSame("the undisturbed episode", undisturbed, disturbed ?? [], "the second copy was applied");
      const strays = await agent.settle();
      expectThat(
        strays.length === 0,
        "one reply a step",
        `${strays.length} more`,
        "the second copy was answered",
      );
      return `${counted(undisturbed.length - 1, "step")} doubled`;
    }),
  },
  {
    group: "faults: messages",
    name: "does not apply a step that was overtaken by a later request",
    why: "By then the agent may have given it up; applied late, it is an action out of its time.",
    source: "The conversation",
    run: leavesNoTrace(reorder, false),
  },
  {
    group: "faults: messages",
    name: "drops a step whose magic was damaged",
    why: "If not even the first bytes are right, nothing in the message can be believed.",
    source: "Limits",
    run: leavesNoTrace(corruptMagic, false),
  },
  {
    group: "faults: messages",
    name: "refuses a step whose tensor header was damaged, and applies nothing",
    why: "Header and frame disagree; an action made of either is a guess.",
    source: "Tensor",
    run: leavesNoTrace(corruptTensorHeader, true),
  },
  {
    group: "faults: messages",
    name: "refuses a step whose last frame was cut short, and applies nothing",
    why: "Half an action is not an action.",
    source: "Tensor",
    run: leavesNoTrace(truncateFrame, true),
  },
  {
    group: "faults: messages",
    name: "refuses a step whose last frame was lost, and applies nothing",
    why: "The envelope promises a tensor; going on without it moves the robot by old numbers.",
    source: "A message",
    run: leavesNoTrace(loseFrame, true),
  },
  {
    group: "faults: messages",
    name: "refuses a step with a frame too many, and applies nothing",
    why: "Two messages that ran together must not be taken for one.",
    source: "A message",
    run: leavesNoTrace(extraFrame, true),
  },
  {
    group: "faults: messages",
    name: "answers a second Hello when the reply to the first was lost",
    why: "The agent never learned its token; it has to be able to begin again.",
    source: "The conversation",
    run: survives(async (lab) => {
      const proxy = await armedProxy(lab);
      proxy.arm("reply", "hello", drop);
      const agent = lab.agent(proxy.endpoint);
      const { limits } = lab.first.hello;
      await agent.post({ kind: "hello", packageVersion: "gaitway check", capabilities: [], limits });
      await agent.hello();
      await reset(agent, [0], [SEED]);
      return "a session at the second try";
    }),
  },
  {
    group: "faults: messages",
    name: "lives on under a thousand requests with one bit wrong",
    why: "Sooner or later every bit is wrong once; it may cost a request, never the server.",
    source: "Limits",
    run: survives(async (lab) => {
      const proxy = await armedProxy(lab);
      const agent = await lab.session(proxy.endpoint);
      await bombard(lab, agent, proxy);
      return `${agent.received.length} of them answered`;
    }),
  },
];

async function bombard(lab: Lab, agent: RawAgent, proxy: ArmedProxy): Promise<void> {
  proxy.armAll(corruptEnvelope);
  for (let i = 0; i < 1_000; i++) {
    if (i % 3 === 0) await agent.post({ kind: "reset", envIds: [0], seeds: [SEED], options: {} });
    else if (i % 3 === 1) await post(lab, agent, i);
    else await agent.post({ kind: "heartbeat" });
  }
  proxy.armAll(undefined);
  // A damaged id may have been the largest; another session of the same socket comes behind all that was sent on it.
  await agent.hello();
  await agent.idle();
}
