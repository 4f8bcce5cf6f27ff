/** The first request on a connection, and what the server says of itself. */
import { MAGIC } from "../../transport/frames.ts";
import type { Check } from "../check.ts";
import { REPLY_OPENS } from "../envelope.ts";
import { counted, expectThat } from "../expect.ts";

const SESSION_BYTES = 16;
const SLOWEST_HEARTBEAT_MS = 60_000;

/** Its outcome is that of the first contact: without it there is nothing to check. */
export const handshakeCheck: Check = {
  group: "handshake",
  name: "answers Hello, and then a Reset and a Step of every environment",
  why: "Without it no agent can use the server at all.",
  source: "The conversation",
  run: async ({ first, spec }) =>
    `"${spec.name}" × ${spec.envCount}, a step of all in ${first.stepMs.toFixed(1)} ms`,
};

export const handshakeChecks: readonly Check[] = [
  handshakeCheck,
  {
    group: "handshake",
    name: "gives every Hello 16 random bytes of its own as session",
    why: "Whoever can guess or share a token can step another agent's robot.",
    source: "The conversation",
    run: async (lab) => {
      const tokens = [];
      for (let i = 0; i < 3; i++) tokens.push(await (await lab.session()).token);
      for (const token of tokens) {
        const length = `${token.length} bytes`;
        expectThat(
          token.length === SESSION_BYTES,
          "a session of 16 bytes",
          length,
          "another length of token",
        );
      }
      const [a, b, c] = tokens as [Uint8Array, Uint8Array, Uint8Array];
      const alike = Math.max(commonBytes(a, b), commonBytes(b, c), commonBytes(a, c));
      const seen = `two sessions with ${alike} equal bytes`;
      expectThat(
        alike < SESSION_BYTES / 2,
        "sessions that differ everywhere",
        seen,
        "a counter or a clock as token",
      );
      return "three different tokens";
    },
  },
  {
    group: "handshake",
    name: "declares how often it wants a heartbeat and how much silence is death",
    why: "An agent takes a server for dead by these numbers; absurd ones hide a crash or invent one.",
    source: "HelloReply",
    run: async ({ first: { hello }, heartbeatPatienceMs }) => {
      const said = `every ${hello.heartbeatIntervalMs} ms, ${hello.missedHeartbeats} missed`;
      const sane = heartbeatPatienceMs >= 100 && heartbeatPatienceMs <= SLOWEST_HEARTBEAT_MS;
      expectThat(
        sane,
        "death known after 0.1 to 60 s of silence",
        said,
        "seconds where milliseconds are meant",
      );
      return said;
    },
  },
  {
    group: "handshake",
    name: "opens every envelope with magic, major and minor in this order",
    why: "A receiver knows by these bytes who is talking before it parses anything.",
    source: "A message",
    run: async (lab) => {
      const agent = await lab.session();
      await agent.settle();
      for (const { envelope } of agent.received) {
        const opens = Buffer.from(envelope.subarray(0, REPLY_OPENS.length));
        const seen = opens.toString("hex");
        const expected = `an envelope that opens with ${REPLY_OPENS.toString("hex")}`;
        expectThat(
          opens.equals(REPLY_OPENS),
          expected,
          seen,
          "fields not written in the order of their numbers",
        );
      }
      return `${counted(agent.received.length, "envelope")} with ${MAGIC.reply.toString(16)}`;
    },
  },
  {
    group: "handshake",
    name: "says the same spec to everybody",
    why: "Two agents that share a simulator must train on the same task.",
    source: "Spec",
    run: async (lab) => {
      const { spec } = await lab.agent().hello();
      const [one, other] = [JSON.stringify(lab.spec), JSON.stringify(spec)];
      expectThat(
        one === other,
        "the spec of the first handshake",
        "another one",
        "a spec computed for each session",
      );
      return "the same spec twice";
    },
  },
];

function commonBytes(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, byte, i) => count + (byte === b[i] ? 1 : 0), 0);
}
