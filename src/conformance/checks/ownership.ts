/** An episode belongs to the session that reset it. */
import { type Check, skip } from "../check.ts";
import { counted, expectRefusal, expectThat, inWords } from "../expect.ts";
import { reset, step } from "../trajectory.ts";

const TELLING_STEP_MS = 40;

export const ownershipChecks: readonly Check[] = [
  {
    group: "ownership",
    name: "does not let another session step an episode",
    why: "Two agents pushing one robot: neither sees what the other did.",
    source: "The conversation",
    run: async (lab) => {
      await lab.episode();
      const other = await lab.session();
      const reply = await other.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      return expectRefusal(reply, ["resetNeeded"], "episodes have no owner");
    },
  },
  {
    group: "ownership",
    name: "tells the former owner EPISODE_LOST once when another session resets, and RESET_NEEDED from then on",
    why: "The owner must learn that its episode was taken, not that it forgot a reset.",
    source: "The conversation",
    run: async (lab) => {
      const owner = await lab.episode();
      await reset(await lab.session(), [0], [2]);
      const ask = () => owner.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      const first = expectRefusal(await ask(), ["episodeLost"], "the loss of an episode is not remembered");
      expectRefusal(await ask(), ["resetNeeded"], "the loss is told for ever");
      return `${first}, then RESET_NEEDED`;
    },
  },
  {
    group: "ownership",
    name: "goes on with the new owner's episode whatever the former one asks",
    why: "A refused step must not touch the episode of somebody else.",
    source: "The conversation",
    run: async (lab) => {
      const undisturbed = await lab.reference(3);
      const former = await lab.episode();
      const owner = await lab.session();
      const { tensors } = await reset(owner, [0], [3]);
      for (let i = 0; i < 3; i++)
        await former.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      const { body } = await step(owner, [0], lab.actions([3], 0));
      const [expected, got] = [undisturbed[1]?.reward, body.rewards[0]];
      expectThat(expected === got, `reward ${expected}`, `${got}`, "a refused step is applied");
      return `${counted(tensors.length, "tensor")} at the reset, reward ${got} as undisturbed`;
    },
  },
  {
    group: "ownership",
    name: "answers both a step and the reset that interrupts it",
    why: "A request without any answer is a hang; an agent must be able to give up a long step.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.episode();
      const id = await agent.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      await reset(agent, [0], [2]);
      const reply = await agent.replyTo(id, "the step that was interrupted");
      if (reply.body.kind === "step") return "the step was done before the reset came";
      return expectRefusal(reply, ["cancelled"], "another error than CANCELLED");
    },
  },
  {
    group: "ownership",
    name: "refuses a second step of an environment that is still busy, and applies nothing of it",
    why: "Two steps at once in one simulator corrupt it.",
    source: "Step",
    run: async (lab) => {
      const { stepMs } = lab.first;
      if (stepMs < TELLING_STEP_MS) skip(`a step takes ${stepMs.toFixed(1)} ms, too short to come into`);
      const agent = await lab.episode();
      const id = await agent.post({ kind: "step", envIds: [0] }, { tensors: lab.actions([1], 0) });
      const second = await agent.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1], 1) });
      const overtaken = agent.answers(id) === 0;
      if (!overtaken) return `one after the other: ${inWords(second)}`;
      return expectRefusal(second, ["invalidRequest"], "a busy environment is stepped again");
    },
  },
];
