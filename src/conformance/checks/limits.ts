/** What is checked before anything is allocated. */
import { type Check, skip } from "../check.ts";
import { withTensorHeader, withUnknownField } from "../envelope.ts";
import { counted, expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";

const FLOAT64 = 2;
const UINT8 = 7;
const UINT32_MAX = 2 ** 32 - 1;
/** Beyond it, trying the limit would take more memory than a check may. */
const AFFORDABLE_BYTES = 128 * 1024 * 1024;

const limitsOf = (lab: Lab) => lab.first.hello.limits;

async function hugeShape(lab: Lab, shape: readonly number[]): Promise<string> {
  const agent = await lab.episode();
  const { requestId, frames } = agent.frames({ kind: "step", envIds: [0] });
  const begin = performance.now();
  await agent.send([...withTensorHeader(frames, { dtype: FLOAT64, shape, byteLength: 8 }), Buffer.alloc(8)]);
  const reply = await agent.replyTo(requestId, "a step with a huge shape");
  const seen = expectRefusal(reply, ["tooLarge", "malformed"], "the shape is believed before it is checked");
  const tookMs = performance.now() - begin;
  const most = lab.heartbeatPatienceMs;
  expectThat(tookMs < most, `an answer within ${most} ms`, `${tookMs} ms`, "the declared size is allocated");
  return seen;
}

export const limitChecks: readonly Check[] = [
  {
    group: "limits",
    name: "refuses a tensor that declares more elements than it accepts",
    why: "Eight bytes that claim to be gigabytes must not make the server allocate them.",
    source: "Limits",
    run: async (lab) => hugeShape(lab, [limitsOf(lab).elementCount + 1]),
  },
  {
    group: "limits",
    name: "refuses a shape whose product overflows",
    why: "2³² × 2³² is 0 in 64 bits; a product that wraps passes every check after it.",
    source: "Limits",
    run: async (lab) => hugeShape(lab, [UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX]),
  },
  {
    group: "limits",
    name: "refuses more tensors than it accepts",
    why: "Each costs memory of its own before its bytes are looked at.",
    source: "Limits",
    run: async (lab) => {
      const { tensorCount } = limitsOf(lab);
      if (tensorCount > 4096) skip(`it accepts ${tensorCount} tensors`);
      const agent = await lab.episode();
      const tensors = Array.from({ length: tensorCount + 1 }, () => ({
        dtype: "uint8" as const,
        shape: [1],
        data: new Uint8Array(1),
      }));
      const reply = await agent.ask({ kind: "step", envIds: [0] }, { tensors });
      return expectRefusal(reply, ["tooLarge", "malformed"], "the number of frames is not limited");
    },
  },
  {
    group: "limits",
    name: "drops an envelope beyond what it accepts, and goes on",
    why: "Parsing costs many times the bytes; not even the id of such an envelope can be trusted.",
    source: "Limits",
    run: async (lab) => {
      const { envelopeBytes, messageBytes } = limitsOf(lab);
      if (envelopeBytes > AFFORDABLE_BYTES) skip(`it accepts envelopes of ${envelopeBytes} bytes`);
      if (envelopeBytes >= messageBytes) skip("its messages are no larger than its envelopes");
      const agent = await lab.session();
      const { requestId, frames } = agent.frames({ kind: "heartbeat" });
      await agent.send(withUnknownField(frames, "x".repeat(envelopeBytes)));
      await agent.settle();
      const seen = counted(agent.answers(requestId), "answer");
      if (agent.answers(requestId) === 0) return "dropped";
      const reply = await agent.replyTo(requestId, seen);
      return expectRefusal(reply, ["tooLarge", "malformed"], "the size of the envelope is not looked at");
    },
  },
  {
    group: "limits",
    name: "refuses a message beyond what it accepts, or ends its connection, and serves the others",
    why: "One agent must not be able to fill the memory of a server that others share.",
    source: "Limits",
    run: async (lab) => {
      const { messageBytes } = limitsOf(lab);
      if (messageBytes > AFFORDABLE_BYTES) skip(`it accepts messages of ${messageBytes} bytes`);
      const neighbor = await lab.session();
      const greedy = lab.agent();
      greedy.token = neighbor.token;
      greedy.countFrom(neighbor.nextId());
      const data = new Uint8Array(messageBytes + 1);
      const { requestId, frames } = greedy.frames({ kind: "heartbeat" });
      const declared = { dtype: UINT8, shape: [data.length], byteLength: data.length };
      await greedy.send([...withTensorHeader(frames, declared), data]);
      neighbor.countFrom(requestId);
      expectKind(
        await neighbor.ask({ kind: "heartbeat" }),
        "heartbeat",
        "the server went down with the message",
      );
      greedy.token = new Uint8Array(0);
      if (greedy.answers(requestId) === 0) return "not answered; its neighbor was served";
      return expectRefusal(
        await greedy.replyTo(requestId),
        ["tooLarge"],
        "the size of messages is not limited",
      );
    },
  },
];
