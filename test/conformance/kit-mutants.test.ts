/**
 * The kit kills these servers: the smallest one, wrong in one line in a way people get it wrong, and an environment wrong
 * in what it does with several at once. The check named must fail for it.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wireChecks } from "../../src/conformance/all-checks.ts";
import type { Env, StepRequest } from "../../src/env/env.ts";
import { serve } from "../../src/env/serve.ts";
import { differentiableToy } from "../../src/env/toys/tasks.ts";
import { countingEnv } from "../support/counting-env.ts";
import { pythonTest } from "../support/python.ts";
import { resultsOf } from "../support/run-checks.ts";
import { type Change, serveSmallest } from "../support/smallest-server.ts";

async function dies(endpoint: string, checkName: string): Promise<void> {
  const check = wireChecks.find(({ name }) => name === checkName);
  assert.ok(check, `no check is called "${checkName}"`);
  const [result] = await resultsOf(endpoint, [check]);
  assert.equal(result?.status, "failed", `"${checkName}" let it live: ${JSON.stringify(result)}`);
}

const sleep = (seconds: number): Change => [
  "        x, steps = x + move, steps + 1\n",
  `        __import__("time").sleep(${seconds})\n        x, steps = x + move, steps + 1\n`,
];
const head: Change[0] = "minor=2, session=ask.session";
const refusal: Change[0] = "        reply.error.MergeFrom(refusal.args[0])\n";

const mutants: readonly (readonly [what: string, change: Change, check: string])[] = [
  [
    "another id in errors",
    [refusal, `${refusal}        reply.request_id += 1\n`],
    "echoes session and request id in every reply",
  ],
  [
    "no session in errors",
    [refusal, `${refusal}        reply.session = b""\n`],
    "echoes session and request id in every reply",
  ],
  [
    "the minor version echoed",
    [head, "minor=ask.minor, session=ask.session"],
    "answers in its own minor version whatever the agent's is",
  ],
  [
    "any major version taken",
    ["demand(ask.major == 1,", "demand(True,"],
    "refuses another major version with VERSION_SKEW",
  ],
  [
    "another minor version refused",
    ["demand(ask.major == 1,", "demand(ask.minor == 2,"],
    "goes on with another minor version",
  ],
  [
    "a crash at an unknown kind",
    ['demand(kind in ("hello",', 'demand(True or kind in ("hello",'],
    "answers a kind of request it does not know with UNSUPPORTED, and the session goes on",
  ],
  [
    "a counter for a token",
    ["urandom(16)", 'len(sessions).to_bytes(16, "big")'],
    "gives every Hello 16 random bytes of its own as session",
  ],
  [
    "a short token",
    ["urandom(16)", "urandom(8)"],
    "answers Hello, and then a Reset and a Step of every environment",
  ],
  [
    "a heartbeat every millisecond",
    ["HelloReply(spec=SPEC)", "HelloReply(spec=SPEC, heartbeat_interval_ms=1, missed_heartbeats=1)"],
    "declares how often it wants a heartbeat and how much silence is death",
  ],
  [
    "a session of whoever asks",
    [
      '    demand(token in sessions, "SESSION_LOST"',
      '    sessions.setdefault(token, 0)\n    demand(True, "SESSION_LOST"',
    ],
    "answers a token it does not know with SESSION_LOST",
  ],
  [
    "a lost session that can be used",
    ['session_usable=code != "SESSION_LOST"', "session_usable=True"],
    "answers a token it does not know with SESSION_LOST",
  ],
  ["duplicates applied", ["if not 0 < (", "if False and ("], "applies a step that arrives twice once"],
  [
    "duplicates answered",
    ["if not 0 < (", "if False and ("],
    "drops a request whose id it has seen, without a second answer",
  ],
  [
    "only the last id taken for a duplicate",
    [
      "if not 0 < (ask.request_id - sessions[token]) % 2**32 < 2**31:",
      "if ask.request_id == sessions[token]:",
    ],
    "drops a request that was overtaken by a later one",
  ],
  [
    "ids compared as plain numbers",
    [
      "if not 0 < (ask.request_id - sessions[token]) % 2**32 < 2**31:",
      "if ask.request_id <= sessions[token]:",
    ],
    "goes on where ids wrap around 2³²",
  ],
  [
    "one last id for all sessions",
    [
      "    sessions[token] = ask.request_id\n",
      "    sessions.update(dict.fromkeys(sessions, ask.request_id))\n",
    ],
    "counts request ids for each session by itself",
  ],
  [
    "no deadline needed",
    ["ask.request_id and ask.time_to_live_ms", "ask.request_id"],
    "refuses a request without a deadline",
  ],
  [
    "request id 0 answered",
    ["ask.request_id and ask.time_to_live_ms", "ask.time_to_live_ms"],
    "does not answer request id 0 as if it were one",
  ],
  [
    "the magic not looked at",
    ['not envelope.startswith(b"\\rGWY?") or ', ""],
    "drops what does not open with the magic, and says nothing",
  ],
  [
    "the end of the loop at garbage",
    ["except DecodeError:\n        continue", "except DecodeError:\n        break"],
    "survives an envelope that is cut short anywhere, and applies nothing of it",
  ],
  [
    "extra frames ignored",
    ["[len(frame) for frame in frames] == [8]", "len(frames[0]) == 8"],
    "refuses a frame for which there is no header",
  ],
  [
    "element types not compared",
    ["list(ask.tensors) == [NUMBER]", "[t.byte_length for t in ask.tensors] == [8]"],
    "refuses an element type it does not know",
  ],
  [
    "envelopes of any size",
    [" or len(envelope) > 256 << 10", ""],
    "drops an envelope beyond what it accepts, and goes on",
  ],
  [
    "a step applied while it is checked",
    ["        demand(abs(move) <= 1", "        x += move > 1\n        demand(abs(move) <= 1"],
    "refuses an action outside its space and applies nothing, where its policy is to refuse",
  ],
  [
    "bounds not checked",
    ["demand(abs(move) <= 1", "demand(abs(move) < 1e9"],
    "refuses an action outside its space and applies nothing, where its policy is to refuse",
  ],
  [
    "NaN let through",
    ["demand(abs(move) <= 1", "demand(not abs(move) > 1"],
    "refuses an action that is NaN or infinite, whatever its policy",
  ],
  [
    "a crash at a reset without a seed",
    ["len(ask.reset.seeds) == 1", "len(ask.reset.seeds) < 2"],
    "refuses a reset with fewer seeds than environments",
  ],
  ["options ignored", [" and not ask.reset.options", ""], "refuses an option it does not have"],
  [
    "the seed ignored",
    ["ask.reset.seeds[0] % 100 / 100", "urandom(1)[0] / 256"],
    "starts the same episode from the same seed",
  ],
  [
    "an episode that goes on over a reset",
    ["x, steps = ask.reset.seeds[0] % 100 / 100, 0", "x, steps = x + 0.5, 0"],
    "starts the same episode from the same seed",
  ],
  [
    "episodes without an owner",
    ["demand(owner == token and", "demand("],
    "does not let another session step an episode",
  ],
  [
    "a loss that is told for ever",
    ['("EPISODE_LOST", b"")', '("EPISODE_LOST", loser)'],
    "tells the former owner EPISODE_LOST once when another session resets, and RESET_NEEDED from then on",
  ],
  [
    "a loss that is never told",
    ['("EPISODE_LOST", b"")', '("RESET_NEEDED", b"")'],
    "tells the former owner EPISODE_LOST once when another session resets, and RESET_NEEDED from then on",
  ],
  [
    "steps after the end",
    ["steps < 200", "steps < 2000"],
    "does after an episode's end what its autoreset mode says",
  ],
  [
    "another autoreset mode than the true one",
    ["autoreset_mode=1)", "autoreset_mode=3)"],
    "does after an episode's end what its autoreset mode says",
  ],
  [
    "an observation outside its space",
    ['return [pack("<d", x)]', 'return [pack("<d", x - 1e7)]'],
    "answers a reset with observations that are in its space, one row an environment",
  ],
  [
    "a NaN for a reward",
    ["rewards=[-abs(x)]", 'rewards=[float("nan")]'],
    "answers a step with observations in its space, finite rewards and a flag for each environment",
  ],
  [
    "an observation that leaves its space after a hundred steps",
    ['return [pack("<d", x)]', 'return [pack("<d", x + 1e7 * (steps > 100))]'],
    "keeps observations in their space and rewards finite over 200 steps",
  ],
  [
    "a NaN for a reward after a hundred steps",
    ["rewards=[-abs(x)]", 'rewards=[float("nan") if steps > 100 else -abs(x)]'],
    "keeps observations in their space and rewards finite over 200 steps",
  ],
  [
    "reasons while it runs",
    ["StepReply(rewards=", 'StepReply(reasons=["fell"], rewards='],
    "gives reasons only to episodes that ended",
  ],
  ["no name", ['name="point"', 'name=""'], "names its environment and the version of it"],
  [
    "a capability without anything in it",
    ["HelloReply(spec=SPEC)", 'HelloReply(spec=SPEC, capabilities=["render"])'],
    "claims the capabilities that its spec speaks of",
  ],
  [
    "a session that Bye does not end",
    ["        del sessions[token]\n", "        pass\n"],
    "answers Bye, and forgets the session",
  ],
  [
    "a Bye that ends every session",
    ["        del sessions[token]\n", "        sessions.clear()\n"],
    "leaves the other sessions as they are",
  ],
  [
    "the result after the deadline",
    sleep(0.08),
    "answers DEADLINE_EXCEEDED when the deadline has passed, and not later with the result",
  ],
  [
    "heartbeats that wait for the physics",
    sleep(1.1),
    "answers heartbeats while every environment steps, before it would be taken for dead",
  ],
];

describe("the kit kills", { concurrency: 2, timeout: 240_000 }, () => {
  for (const [what, change, check] of mutants) {
    pythonTest(what, async () => {
      await using server = await serveSmallest(change);
      await dies(server.endpoint, check);
    });
  }
});

type Step = (step: Env["step"], request: StepRequest) => ReturnType<Env["step"]>;
const ascending = (a: number, b: number) => a - b;

const batchMutants: readonly (readonly [what: string, step: Step, check: string])[] = [
  [
    "rows in the order of the environments",
    async (step, { envIds, actions }) => ({
      ...(await step({ envIds: [...envIds].sort(ascending), actions })),
      envIds,
    }),
    "keeps the order in which a request names its environments",
  ],
  [
    "every environment stepped whichever is named",
    async (step, { envIds, actions }) => {
      const others = [0, 1].filter((envId) => !envIds.includes(envId));
      for (const envId of others)
        await step({ envIds: [envId], actions: new Float64Array(2) }).catch(() => {});
      return await step({ envIds, actions });
    },
    "steps only the environments that are named",
  ],
  [
    "the first row for all of a batch",
    async (step, request) => {
      const result = await step(request);
      const first = result.observations.slice(0, 3);
      for (let row = 0; row < request.envIds.length; row++) result.observations.set(first, 3 * row);
      return result;
    },
    "gives in one batch what it gives one by one",
  ],
  [
    "environments that differ from one another",
    async (step, request) => {
      const result = await step(request);
      for (const [row, envId] of request.envIds.entries()) result.rewards[row]! += envId;
      return result;
    },
    "starts the same episode from the same seed in every environment",
  ],
];

describe("the kit kills an environment with", { timeout: 60_000 }, () => {
  for (const [what, step, check] of batchMutants) {
    test(what, async () => {
      const env = countingEnv();
      const mutant = { ...env, step: (request: StepRequest) => step(env.step, request) };
      await using server = await serve(mutant, { endpoint: "ipc://*", onWarning: () => {} });
      await dies(server.endpoint, check);
    });
  }
});

type Linearize = NonNullable<Env["linearize"]>;

const derivativeMutants: readonly (readonly [
  what: string,
  linearize: (env: Env, linearize: Linearize, request: StepRequest) => ReturnType<Linearize>,
  check: string,
])[] = [
  [
    "derivatives that are infinite",
    async (_env, linearize, request) =>
      (await linearize(request)).map((record) => ({ ...record, rewardByAction: Float64Array.of(Infinity) })),
    "linearizes a step into six finite matrices of one state",
  ],
  [
    "a step made to know how it would change",
    async (env, linearize, request) => {
      const records = await linearize(request);
      await env.step(request);
      return records;
    },
    "moves nothing when it linearizes",
  ],
];

describe("the kit kills a differentiable environment with", { timeout: 60_000 }, () => {
  for (const [what, change, check] of derivativeMutants)
    test(what, async () => {
      const env = differentiableToy("toy:pendulum", 2);
      const linearize = env.linearize as Linearize;
      const mutant: Env = { ...env, linearize: (request) => change(env, linearize, request) };
      await using server = await serve(mutant, { endpoint: "ipc://*", onWarning: () => {} });
      await dies(server.endpoint, check);
    });
});
