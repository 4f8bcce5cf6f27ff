/**
 * Episodes played for a while, each number held against the spec: what drifts, grows or blows up does so after many steps,
 * not in the first. Rows that the server itself calls lost are told as such, and are not looked at.
 */
import type { Reply, StepReply } from "../transport/message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { whyOutside } from "./contains.ts";
import { counted, expectThat } from "./expect.ts";
import type { Lab } from "./lab.ts";
import { reset, step } from "./trajectory.ts";

const MOST_STEPS = 200;
const PATIENCE_MS = 2_000;

type Stepped = Reply & { readonly body: StepReply };

export async function walkFar(lab: Lab): Promise<string> {
  const agent = await lab.session();
  await reset(agent, lab.allEnvs, lab.allEnvs);
  const begin = performance.now();
  const count = { steps: 0, episodes: 0, lost: 0 };
  while (count.steps < MOST_STEPS && performance.now() - begin < PATIENCE_MS) {
    const stepped = await step(agent, lab.allEnvs, lab.actions(lab.allEnvs, count.steps));
    count.steps++;
    requireInside(lab, stepped, count.steps);
    const over = toReset(lab, stepped);
    count.episodes += over.length;
    count.lost += stepped.body.lostEnvIds.length;
    if (over.length > 0) await reset(agent, over, over);
  }
  const lost = count.lost === 0 ? "" : `, ${count.lost} of them lost`;
  return `${counted(count.steps, "step")} of ${counted(lab.allEnvs.length, "environment")}, ${counted(count.episodes, "episode")} to begin again${lost}`;
}

function requireInside(lab: Lab, { body, tensors }: Stepped, at: number): void {
  const observed = tensors.slice(0, lab.observationLeaves);
  for (const [row, envId] of body.envIds.entries()) {
    if (body.lostEnvIds.includes(envId)) continue;
    const where = `environment ${envId} at step ${at}`;
    const wrong = whyOutside(
      lab.spec.observationSpace,
      1,
      observed.map((tensor) => rowOf(tensor, row)),
    );
    const cause =
      "what grows without bound or is not wrapped: widen the bounds, or end the episode before it leaves them";
    expectThat(wrong === undefined, "observations in the space in every step", `${where}: ${wrong}`, cause);
    const reward = body.rewards[row];
    const finite = Number.isFinite(reward);
    expectThat(finite, "finite rewards in every step", `${where}: ${reward}`, "a simulation that blew up");
  }
}

/** Those that nobody else resets. */
function toReset(lab: Lab, { body }: Stepped): readonly number[] {
  const resetsItself = lab.spec.autoresetMode !== "disabled";
  return body.envIds.filter((envId, row) => {
    const ended = body.terminated[row] === true || body.truncated[row] === true;
    return body.lostEnvIds.includes(envId) || (ended && !resetsItself);
  });
}

function rowOf({ dtype, shape, data }: Tensor, row: number): Tensor {
  const size = data.length / (shape[0] || 1);
  return {
    dtype,
    shape: [1, ...shape.slice(1)],
    data: data.subarray(row * size, (row + 1) * size) as Tensor["data"],
  };
}
