/** Sessions are tokens in messages, not addresses of sockets. */
import { type Check, skip } from "../check.ts";
import { counted, expectKind, expectRefusal, expectThat } from "../expect.ts";
import { NO_SESSION } from "../raw-agent.ts";
import { reset, step } from "../trajectory.ts";

export const sessionChecks: readonly Check[] = [
  {
    group: "sessions",
    name: "answers a token it does not know with SESSION_LOST",
    why: "After a restart of the server this is how an agent learns that its episodes are gone.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const session = new Uint8Array(16).fill(7);
      const reply = await agent.ask({ kind: "heartbeat" }, { session });
      const seen = expectRefusal(reply, ["sessionLost"], "the session of a request is not looked up");
      const usable = reply.body.kind === "error" && reply.body.fault.sessionUsable;
      expectThat(
        !usable,
        "session_usable false",
        "session_usable true",
        "the flag is not set for this error",
      );
      return seen;
    },
  },
  {
    group: "sessions",
    name: "does nothing for a Step without a session",
    why: "A step outside any session belongs to nobody and must not move anything.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      const frames = { tensors: lab.actions([1]), session: NO_SESSION };
      const requestId = await agent.post({ kind: "step", envIds: [0] }, frames);
      await agent.settle();
      if (agent.answers(requestId) === 0) return "dropped";
      const reply = await agent.replyTo(requestId);
      return expectRefusal(reply, ["sessionLost", "malformed"], "an empty session is taken for a valid one");
    },
  },
  {
    group: "sessions",
    name: "goes on with a session that comes over another socket",
    why: "A socket that is rebuilt has a new routing id; the episode must not depend on it.",
    source: "The conversation",
    run: async (lab) => {
      const before = await lab.episode();
      const after = lab.agent();
      after.token = before.token;
      after.countFrom(before.nextId());
      before.token = NO_SESSION;
      const reply = await step(after, [0], lab.actions([1]));
      const unasked = `${counted(before.strays.length, "reply", "replies")} on the old socket`;
      expectThat(
        before.strays.length === 0,
        "the reply on the new socket only",
        unasked,
        "replies go to the socket of Hello",
      );
      return `the episode went on: environment ${reply.body.envIds.join()}`;
    },
  },
  {
    group: "sessions",
    name: "keeps the replies of two sessions apart, though their request ids are the same",
    why: "A reply delivered to the other agent is a wrong observation that nobody notices.",
    source: "Reply",
    run: async (lab) => {
      const agents = [await lab.session(), await lab.session()] as const;
      const id = 1000;
      for (const agent of agents) agent.countFrom(id);
      await Promise.all(agents.map((agent) => agent.ask({ kind: "heartbeat" }, { requestId: id })));
      for (const agent of agents) {
        const foreign = agent.received.filter(({ reply }) => !Buffer.from(reply.session).equals(agent.token));
        const seen = `${counted(foreign.length, "reply", "replies")} of another session`;
        expectThat(
          foreign.length === 0,
          "only replies of its own session",
          seen,
          "replies are sent by request id alone",
        );
        expectThat(
          agent.answers(id) === 1,
          "one reply each",
          `${agent.answers(id)}`,
          "replies are sent by request id alone",
        );
      }
      return "each got its own";
    },
  },
  {
    group: "sessions",
    name: "counts request ids for each session by itself",
    why: "A second agent starts anywhere; its requests must not look like duplicates of the first one's.",
    source: "Request.request_id",
    run: async (lab) => {
      const [high, low] = [await lab.session(), await lab.session()];
      high.countFrom(5_000);
      await high.ask({ kind: "heartbeat" });
      expectKind(await low.ask({ kind: "heartbeat" }), "heartbeat", "one last id for all sessions");
      return "both answered";
    },
  },
  {
    group: "sessions",
    name: "lets two sessions run episodes in two environments at once",
    why: "One simulator server is often shared by an evaluation beside the training.",
    source: "The conversation",
    run: async (lab) => {
      if (lab.spec.envCount < 2) skip("it has one environment");
      const [one, other] = [await lab.session(), await lab.session()];
      await reset(one, [0], [1]);
      await reset(other, [1], [2]);
      await step(one, [0], lab.actions([1]));
      await step(other, [1], lab.actions([2]));
      return "both stepped";
    },
  },
];
