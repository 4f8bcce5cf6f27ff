/** What one client does to another: strangers, floods, those who never listen, those who vanish. */
import { connect } from "node:net";
import { Dealer } from "zeromq";
import { createRng } from "../../math/random.ts";
import { parseEndpoint } from "../../transport/endpoint.ts";
import { type Check, skip } from "../check.ts";
import { expectThat, inWords } from "../expect.ts";
import type { Lab } from "../lab.ts";
import { survives } from "../survival.ts";
import { expectSame, play, reset } from "../trajectory.ts";

const SEED = 3;
const STRANGE_MESSAGES = 1_000;
const VANISHING = 20;
/** More requests at once than a check should have in memory. */
const MOST_IN_FLIGHT = 4_096;
const LEGAL = ["busy", "invalidRequest", "resetNeeded", "cancelled", "tooLarge"];

/** The episode of a good session, with something going on beside it before each step. */
function besideAGoodSession(nuisance: (lab: Lab) => Promise<() => Promise<unknown>>, seen: string) {
  return survives(async (lab) => {
    const undisturbed = await lab.reference(SEED);
    const agent = await lab.session();
    const disturb = await nuisance(lab);
    const before = async () => {
      await disturb();
    };
    const [beside] = await play(lab, agent, { envIds: [0], seeds: [SEED], before });
    expectSame(
      "the episode as it is alone",
      undisturbed,
      beside ?? [],
      "sessions share what they should not",
    );
    const strays = await agent.settle();
    expectThat(
      strays.length === 0,
      "no reply it did not ask for",
      `${strays.length}`,
      "replies go to the wrong socket",
    );
    return seen;
  });
}

export const neighborFaultChecks: readonly Check[] = [
  {
    group: "faults: neighbors",
    name: "is not disturbed by a stranger who does not speak ZeroMQ",
    why: "Port scanners and browsers knock at every open port.",
    source: "Limits",
    run: besideAGoodSession(async (lab) => () => knock(lab.endpoint), "a good session beside it went on"),
  },
  {
    group: "faults: neighbors",
    name: "is not disturbed by a stranger's messages",
    why: "Another program that connects to the wrong address must not end an episode.",
    source: "Limits",
    run: besideAGoodSession(async (lab) => {
      const stranger = new Dealer({ linger: 0, ...lab.keys });
      lab.afterwards(async () => stranger.close());
      stranger.connect(lab.endpoint);
      const rng = createRng(9);
      return async () => {
        for (let i = 0; i < STRANGE_MESSAGES / 4; i++) {
          await stranger.send(
            Array.from({ length: 1 + rng.integer(3) }, () => noise(rng.integer(64), () => rng.integer(256))),
          );
        }
      };
    }, `${STRANGE_MESSAGES} messages of noise, no effect`),
  },
  {
    group: "faults: neighbors",
    name: "is not held up by an agent that asks and never reads",
    why: "A debugger stops one client; the others must not wait for it.",
    source: "Limits",
    run: besideAGoodSession(async (lab) => {
      const deaf = await lab.session();
      const socket = new Dealer({ linger: 0, receiveHighWaterMark: 1, ...lab.keys });
      lab.afterwards(async () => socket.close());
      socket.connect(lab.endpoint);
      return async () => {
        for (let i = 0; i < 500; i++) await socket.send(deaf.frames({ kind: "heartbeat" }).frames);
      };
    }, "2000 requests whose answers nobody read"),
  },
  {
    group: "faults: neighbors",
    name: "answers a flood beyond in_flight request by request, each once",
    why: "BUSY tells an agent to wait; dropping some of them in silence makes it wait for ever.",
    source: "Limits",
    run: survives(async (lab) => {
      const { inFlight } = lab.first.hello.limits;
      const count = inFlight + 100;
      if (count > MOST_IN_FLIGHT) skip(`it takes ${inFlight} requests at once`);
      if (lab.first.stepMs > 20)
        skip(`a flood of ${count} steps of ${lab.first.stepMs.toFixed(0)} ms takes too long`);
      const agent = await lab.episode(SEED);
      const ids = [];
      const asked = { kind: "step", envIds: [0] } as const;
      for (let i = 0; i < count; i++) ids.push(await agent.post(asked, { tensors: lab.actions([SEED], i) }));
      const answered = { step: 0, refused: 0 };
      for (const id of ids) {
        const reply = await agent.replyTo(id, "a step of the flood");
        const legal =
          reply.body.kind === "step" ||
          (reply.body.kind === "error" && LEGAL.includes(reply.body.fault.code));
        expectThat(legal, "a result, BUSY or a refusal", inWords(reply), "the flood breaks something");
        answered[reply.body.kind === "step" ? "step" : "refused"]++;
      }
      const twice = ids.filter((id) => agent.answers(id) !== 1).length;
      expectThat(twice === 0, "one answer each", `${twice} with more`, "refused requests are answered again");
      return `${answered.step} results, ${answered.refused} refused`;
    }),
  },
  {
    group: "faults: neighbors",
    name: "frees what agents leave behind that vanish without Bye",
    why: "Killed processes say nothing; their environments must be there for the next.",
    source: "Liveness",
    run: survives(async (lab) => {
      for (let i = 0; i < VANISHING; i++) {
        const agent = await lab.session();
        await reset(agent, [0], [i]);
        await agent.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([i]) });
        agent[Symbol.dispose]();
      }
      return `${VANISHING} sessions left in the middle of a step`;
    }),
  },
  {
    group: "faults: neighbors",
    name: "tells each of two agents that fight over an environment whose episode it is",
    why: "Two runs started by mistake on one simulator must both notice, at once.",
    source: "The conversation",
    run: survives(async (lab) => {
      const agents = [await lab.session(), await lab.session()];
      const told = { won: 0, lost: 0 };
      for (let round = 0; round < 10; round++) {
        const [winner, loser] = round % 2 === 0 ? agents : [...agents].reverse();
        if (winner === undefined || loser === undefined) continue;
        await reset(winner, [0], [SEED]);
        const step = { kind: "step", envIds: [0] } as const;
        const refused = await loser.ask(step, { tensors: lab.actions([SEED]) });
        const legal =
          refused.body.kind === "error" && ["episodeLost", "resetNeeded"].includes(refused.body.fault.code);
        expectThat(legal, "EPISODE_LOST or RESET_NEEDED", inWords(refused), "both step one episode");
        told.lost++;
        const taken = await winner.ask(step, { tensors: lab.actions([SEED]) });
        expectThat(
          taken.body.kind === "step",
          "a result for the owner",
          inWords(taken),
          "the loser's step counted",
        );
        told.won++;
      }
      return `${told.won} results for owners, ${told.lost} refusals for the others`;
    }),
  },
];

function noise(length: number, byte: () => number): Uint8Array {
  return Uint8Array.from({ length }, byte);
}

/** Connects as another protocol would, says its first line, and hangs up. */
async function knock(endpoint: string): Promise<void> {
  const { scheme, rest } = parseEndpoint(endpoint);
  const colon = rest.lastIndexOf(":");
  const tcp = { host: rest.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(rest.slice(colon + 1)) };
  const socket = connect(scheme === "ipc" ? { path: rest } : tcp);
  // A server may hang up on it at once, which is an error here and right there.
  socket.on("error", () => {});
  await new Promise<void>((gone) => {
    socket.once("close", gone);
    socket.write("GET / HTTP/1.1\r\nHost: robot\r\n\r\n");
    setTimeout(() => socket.destroy(), 20);
  });
}
