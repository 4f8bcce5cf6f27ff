/** What happens when the two sides are not of the same version. */

import { DEFAULT_LIMITS } from "../../transport/message.ts";
import type { Check } from "../check.ts";
import { withKind, withUnknownField, withVersion } from "../envelope.ts";
import { expectKind, expectRefusal, expectThat } from "../expect.ts";

const hello = {
  kind: "hello",
  packageVersion: "gaitway check",
  capabilities: [],
  limits: DEFAULT_LIMITS,
} as const;
const OTHER_MAJOR = 2;
const LATER_MINOR = 99;
/** No version has a kind of this number. */
const UNKNOWN_KIND = 1001;

export const versionChecks: readonly Check[] = [
  {
    group: "versions",
    name: "refuses another major version with VERSION_SKEW",
    why: "Two sides that do not fit must say so, or they misread one another for hours.",
    source: "Versions",
    run: async (lab) => {
      const agent = lab.agent();
      const { requestId, frames } = agent.frames(hello);
      await agent.send(withVersion(frames, { major: OTHER_MAJOR }));
      return expectRefusal(
        await agent.replyTo(requestId, "Hello of 2.1"),
        ["versionSkew"],
        "the major version is not read",
      );
    },
  },
  {
    group: "versions",
    name: "goes on with another minor version",
    why: "A minor version only adds; refusing it makes every update a flag day.",
    source: "Versions",
    run: async (lab) => {
      const agent = lab.agent();
      const { requestId, frames } = agent.frames(hello);
      await agent.send(withVersion(frames, { minor: LATER_MINOR }));
      const reply = await agent.replyTo(requestId, "Hello of 1.99");
      agent.token = Uint8Array.from(expectKind(reply, "hello", "the minor version is compared").session);
      return `a session with an agent of 1.${LATER_MINOR}`;
    },
  },
  {
    group: "versions",
    name: "answers in its own minor version whatever the agent's is",
    why: "The agent decides by it what it may ask.",
    source: "Versions",
    run: async (lab) => {
      const agent = await lab.session();
      const own = agent.received[0]?.reply.minor;
      const { requestId, frames } = agent.frames({ kind: "heartbeat" });
      await agent.send(withVersion(frames, { minor: LATER_MINOR }));
      const { minor } = await agent.replyTo(requestId);
      const cause = "the minor version is echoed from the request";
      expectThat(minor === own, `minor ${own}, as in the handshake`, `minor ${minor}`, cause);
      return `1.${own} both times`;
    },
  },
  {
    group: "versions",
    name: "ignores fields it does not know",
    why: "A later version adds fields; a server that refuses them cannot be talked to by a newer agent.",
    source: "Versions",
    run: async (lab) => {
      const agent = await lab.session();
      const { requestId, frames } = agent.frames({ kind: "heartbeat" });
      await agent.send(withUnknownField(frames));
      expectKind(await agent.replyTo(requestId), "heartbeat", "unknown fields are taken for malformed");
      return "a heartbeat answered";
    },
  },
  {
    group: "versions",
    name: "ignores capability words it does not know",
    why: "Agents announce what they can do in words of later versions.",
    source: "Versions",
    run: async (lab) => {
      await lab.agent().hello(["teleport", "rollout"]);
      return "a session all the same";
    },
  },
  {
    group: "versions",
    name: "answers a kind of request it does not know with UNSUPPORTED, and the session goes on",
    why: "Silence would be taken for a hang; an error tells a newer agent to do without.",
    source: "Versions",
    run: async (lab) => {
      const agent = await lab.session();
      const { requestId, frames } = agent.frames({ kind: "unknown" });
      await agent.send(withKind(frames, UNKNOWN_KIND));
      const reply = await agent.replyTo(requestId, "an unknown kind");
      const seen = expectRefusal(reply, ["unsupported"], "no branch for a request of no known kind");
      expectKind(await agent.ask({ kind: "heartbeat" }), "heartbeat", "the session was ended");
      return seen;
    },
  },
];
