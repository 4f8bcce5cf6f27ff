/** A lost link: the session goes on over a new connection, and nothing is lost in silence. */
import { type Check, CheckFailed } from "../check.ts";
import { expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import { NO_SESSION, type RawAgent } from "../raw-agent.ts";
import { type Moment, momentsOf } from "../trajectory.ts";

/** A new socket with the token and the ids of an old one, which is closed. */
export function moveTo(lab: Lab, old: RawAgent, endpoint = lab.endpoint): RawAgent {
  const agent = lab.agent(endpoint);
  agent.token = old.token;
  agent.countFrom(old.nextId());
  old.token = NO_SESSION;
  old[Symbol.dispose]();
  return agent;
}

export const resumeChecks: readonly Check[] = [
  {
    group: "capabilities",
    name: "sends the reply that was lost again after a Resume, and does not step again",
    why: "The agent gets the observation it missed and the episode goes on; stepped again, it is another one.",
    source: "A lost link",
    run: async (lab) => {
      lab.requireCapability("resume");
      const undisturbed = await lab.reference(3);
      const old = await lab.episode(3);
      const awaited = await old.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([3], 0) });
      await old.settle();
      const agent = moveTo(lab, old);
      expectKind(await agent.ask({ kind: "resume", awaited: [awaited] }), "resume", "it is claimed");
      const reply = expectKind(
        await agent.replyTo(awaited, "the awaited step"),
        "step",
        "the kept reply is lost",
      );
      requireAlike(undisturbed[1], momentsOf(lab, reply).get(0));
      return "the reply came again on the new connection";
    },
  },
  {
    group: "capabilities",
    name: "names after a Resume what never arrived",
    why: "Only the server knows; the agent asks for it again, and nothing is applied twice.",
    source: "ResumeReply",
    run: async (lab) => {
      lab.requireCapability("resume");
      const old = await lab.episode();
      const lost = old.nextId();
      const agent = moveTo(lab, old);
      const { unseen, gone } = expectKind(
        await agent.ask({ kind: "resume", awaited: [lost] }),
        "resume",
        "it is claimed",
      ).body;
      const seen = `unseen ${unseen.join(", ") || "none"}, gone ${gone.join(", ") || "none"}`;
      expectThat(
        unseen.includes(lost),
        `unseen ${lost}`,
        seen,
        "ids that never came are not told from old ones",
      );
      return seen;
    },
  },
  {
    group: "capabilities",
    name: "answers a Resume of a session it does not know with SESSION_LOST",
    why: "After a restart of the server every episode is gone, and the agent has to know.",
    source: "A lost link",
    run: async (lab) => {
      lab.requireCapability("resume");
      const agent = await lab.session();
      const session = new Uint8Array(16).fill(3);
      const reply = await agent.ask({ kind: "resume", awaited: [] }, { session });
      return expectRefusal(reply, ["sessionLost"], "a Resume opens a session by itself");
    },
  },
  {
    group: "capabilities",
    name: "answers a Resume before what it sends again",
    why: "The agent knows by it which of its requests live; a reply before it comes from nowhere.",
    source: "Resume",
    run: async (lab) => {
      lab.requireCapability("resume");
      const old = await lab.episode();
      const awaited = await old.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      await old.settle();
      const agent = moveTo(lab, old);
      const resumed = await agent.post({ kind: "resume", awaited: [awaited] });
      await agent.replyTo(awaited, "the awaited step");
      const first = agent.received[0]?.reply.requestId;
      expectThat(
        first === resumed,
        `request ${resumed} first`,
        `${first}`,
        "kept replies are sent on the way",
      );
      return "its own reply came first";
    },
  },
];

function requireAlike(expected: Moment | undefined, seen: Moment | undefined): void {
  if (expected !== undefined && seen !== undefined && expected.observation.equals(seen.observation)) return;
  throw new CheckFailed("the observation of the step", "another one", "the step was taken again");
}
