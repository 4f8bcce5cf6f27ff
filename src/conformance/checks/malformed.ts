/** Bytes that contradict themselves: dropped or refused, never half applied, never the end of the server. */
import { createRng } from "../../math/random.ts";
import { borrowBytes } from "../../transport/tensor.ts";
import type { Check } from "../check.ts";
import { withTensorHeader } from "../envelope.ts";
import { counted, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import type { RawAgent } from "../raw-agent.ts";
import { expectSame, play } from "../trajectory.ts";

const FLOAT64 = 2;
/** Reserved in version 1. */
const UNKNOWN_DTYPE = 19;
const headersDisagree = "headers are believed without a look at the frames";

/** Sends a step of environment 0 with these frames for its action, and expects MALFORMED. */
function malformedStep(frames: (agent: RawAgent, lab: Lab) => readonly Uint8Array[], cause: string) {
  return async (lab: Lab) => {
    const agent = await lab.episode();
    await agent.send(frames(agent, lab));
    const reply = await agent.replyTo(lastId(agent), "a malformed step");
    return expectRefusal(reply, ["malformed"], cause);
  };
}

const lastId = (agent: RawAgent) => (agent.nextId() - 1) >>> 0;

/** A correct step of environment 0. */
const goodStep = (agent: RawAgent, lab: Lab) =>
  agent.frames({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) }).frames;

const bareStep = (agent: RawAgent) => agent.frames({ kind: "step", envIds: [0] }).frames;

export const malformedChecks: readonly Check[] = [
  {
    group: "malformed bytes",
    name: "drops what does not open with the magic, and says nothing",
    why: "An answer to bytes of somebody else's protocol makes two confused programs talk for ever.",
    source: "Limits",
    run: async (lab) => {
      const agent = await lab.session();
      const [request] = agent.frames({ kind: "heartbeat" }).frames as [Uint8Array];
      const reply = Uint8Array.from(request);
      reply[4] = 0x21;
      const strange = ["", "GET / HTTP/1.1", "\r", "\rGWY"].map((text) => Buffer.from(text));
      const before = agent.received.length;
      for (const bytes of [...strange, reply, request.subarray(1)]) await agent.send([bytes]);
      await agent.settle();
      const answers = agent.received.length - before - 2;
      expectThat(answers === 0, "no answer", counted(answers, "answer"), "the magic is not looked at first");
      return "six strange messages, no answer";
    },
  },
  {
    group: "malformed bytes",
    name: "survives an envelope that is cut short anywhere, and applies nothing of it",
    why: "A sender that dies in the middle of a message must not take the server with it.",
    source: "Limits",
    run: async (lab) => {
      const undisturbed = await lab.reference(3);
      const agent = await lab.session();
      const cutSteps = async () => {
        const [envelope, ...actions] = goodStep(agent, lab) as [Uint8Array, ...Uint8Array[]];
        // The last field is the body: cut short of it, the request is of another kind or of none.
        for (let length = 0; length < envelope.length; length += 3)
          await agent.send([envelope.subarray(0, length), ...actions]);
        await agent.settle();
      };
      const [disturbed] = await play(lab, agent, { envIds: [0], seeds: [3], before: cutSteps });
      const cause = "a request that does not decode is applied in part";
      expectSame("the undisturbed episode", undisturbed, disturbed ?? [], cause);
      return "the episode went on as if nothing had come";
    },
  },
  {
    group: "malformed bytes",
    name: "survives random bytes after a correct beginning",
    why: "Whoever connects may send anything; a parser that throws must not end the loop.",
    source: "Limits",
    run: async (lab) => {
      const agent = await lab.session();
      const rng = createRng(5);
      for (let i = 0; i < 200; i++) {
        const frames = goodStep(agent, lab).map((frame) => Uint8Array.from(frame));
        const envelope = frames[0] as Uint8Array;
        // Behind magic, versions and session: the id may change, so may the kind.
        for (let at = 28 + rng.integer(8); at < envelope.length; at += 1 + rng.integer(4))
          envelope[at] = rng.integer(256);
        await agent.send(frames);
      }
      const fresh = await lab.session();
      await fresh.settle();
      return "200 messages, and the next session is served";
    },
  },
  {
    group: "malformed bytes",
    name: "refuses a frame for which there is no header",
    why: "A receiver that guesses what extra bytes mean reads one field as another.",
    source: "A message",
    run: malformedStep(
      (agent, lab) => [...goodStep(agent, lab), Buffer.alloc(8)],
      "extra frames are ignored",
    ),
  },
  {
    group: "malformed bytes",
    name: "refuses a header for which there is no frame",
    why: "Reading a frame that is not there is a crash, or the bytes of the next message.",
    source: "A message",
    run: malformedStep(
      (agent, lab) => goodStep(agent, lab).slice(0, -1),
      "frames are taken by index without a count",
    ),
  },
  {
    group: "malformed bytes",
    name: "refuses a frame shorter than its header says",
    why: "The rest would be filled with whatever is in memory.",
    source: "Tensor",
    run: malformedStep((agent, lab) => {
      const frames = goodStep(agent, lab);
      const last = frames.at(-1) as Uint8Array;
      return [...frames.slice(0, -1), last.subarray(0, last.length - 1)];
    }, headersDisagree),
  },
  {
    group: "malformed bytes",
    name: "refuses a header whose shape and byte length disagree",
    why: "Either the shape or the length is wrong, and nobody can know which.",
    source: "Tensor",
    run: malformedStep(
      (agent) => [
        ...withTensorHeader(bareStep(agent), { dtype: FLOAT64, shape: [1, 3], byteLength: 16 }),
        Buffer.alloc(16),
      ],
      "the product of the shape is not computed",
    ),
  },
  {
    group: "malformed bytes",
    name: "refuses an element type it does not know",
    why: "Later versions add types; reading them as floats is a wrong action.",
    source: "Dtype",
    run: malformedStep((agent, lab) => {
      const [action] = lab.actions([1]);
      const bytes = action === undefined ? new Uint8Array(8) : borrowBytes(action);
      const header = { dtype: UNKNOWN_DTYPE, shape: [1, bytes.length], byteLength: bytes.length };
      return [...withTensorHeader(bareStep(agent), header), bytes];
    }, "an unknown type has a default"),
  },
  {
    group: "malformed bytes",
    name: "applies nothing of a malformed step",
    why: "An agent that is told its step was bad repeats it; applied in part, the episode is another one.",
    source: "The conversation",
    run: async (lab) => {
      const undisturbed = await lab.reference(3);
      const agent = await lab.session();
      const badStep = async () => {
        await agent.send([...goodStep(agent, lab), Buffer.alloc(8)]);
        await agent.replyTo(lastId(agent));
      };
      const [disturbed] = await play(lab, agent, { envIds: [0], seeds: [3], before: badStep });
      expectSame(
        "the undisturbed episode",
        undisturbed,
        disturbed ?? [],
        "the step is applied before it is checked",
      );
      return "the same episode with and without";
    },
  },
];
