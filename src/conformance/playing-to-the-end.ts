/** An episode played until it ends, and one step further: what happens then is the truth about the autoreset mode. */
import type { Reply, StepReply } from "../transport/message.ts";
import { skip } from "./check.ts";
import { whyOutside } from "./contains.ts";
import { codeName, expectKind, expectThat, inWords } from "./expect.ts";
import type { Lab } from "./lab.ts";
import type { RawAgent } from "./raw-agent.ts";
import { reset, step } from "./trajectory.ts";

/** For an episode that does not end by itself, or takes long. */
const STEPS = 2_000;
const PATIENCE_MS = 4_000;
const SEED = 3;

type Ended = Reply & { readonly body: StepReply };

export async function playToTheEnd(lab: Lab): Promise<string> {
  const agent = await lab.session();
  const ended = await untilEnded(lab, agent);
  const next = await agent.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([SEED], STEPS) });
  switch (lab.spec.autoresetMode) {
    case "disabled":
      return afterDisabled(next);
    case "sameStep":
      return afterSameStep(lab, ended, next);
    case "nextStep":
      return afterNextStep(ended, next);
  }
}

async function untilEnded(lab: Lab, agent: RawAgent): Promise<Ended> {
  await reset(agent, [0], [SEED]);
  const begin = performance.now();
  for (let at = 0; at < STEPS && performance.now() - begin < PATIENCE_MS; at++) {
    const reply = await step(agent, [0], lab.actions([SEED], at));
    if (reply.body.terminated[0] || reply.body.truncated[0]) return reply;
  }
  return skip("no episode ended under random actions");
}

function afterDisabled(next: Reply): string {
  const refused = next.body.kind === "error" && next.body.fault.code === "resetNeeded";
  const cause = "an episode that is over is stepped on, or the server resets by itself and does not say so";
  expectThat(refused, codeName("resetNeeded"), inWords(next), cause);
  return inWords(next);
}

function afterSameStep(lab: Lab, { body, tensors }: Ended, next: Reply): string {
  const final = body.finalEnvIds.join();
  expectThat(
    final === "0",
    "environment 0 in final_env_ids",
    final || "none",
    "the last observation is not sent",
  );
  const wrong = whyOutside(lab.spec.observationSpace, 1, tensors.slice(lab.observationLeaves));
  expectThat(
    wrong === undefined,
    "its last observation after the first of the next",
    `${wrong}`,
    "tensors left out",
  );
  expectKind(next, "step", "the environment was not reset in the step that ended it");
  return "the last observation came with the first of the next episode";
}

function afterNextStep({ body }: Ended, next: Reply): string {
  expectThat(
    body.finalEnvIds.length === 0,
    "no final observations",
    `${body.finalEnvIds.length}`,
    "mode sameStep",
  );
  const { rewards, terminated, truncated } = expectKind(
    next,
    "step",
    "the step after the end is refused",
  ).body;
  const seen = `reward ${rewards[0]}, terminated ${terminated[0]}, truncated ${truncated[0]}`;
  const resets = rewards[0] === 0 && !terminated[0] && !truncated[0];
  expectThat(resets, "a step that only resets: reward 0, nothing ended", seen, "its action is not ignored");
  return seen;
}
