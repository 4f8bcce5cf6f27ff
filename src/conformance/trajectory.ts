/**
 * Episodes played and compared. The only way to see from outside whether a request was applied, twice or not at all, is
 * to play the same episode with and without it.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { FaultCode } from "../transport/errors.ts";
import type { Reply, ResetReply, StepReply } from "../transport/message.ts";
import type { OptionValue } from "../transport/spec-message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { borrowBytes } from "../transport/tensor.ts";
import { expectKind, expectThat } from "./expect.ts";
import type { Lab } from "./lab.ts";
import type { RawAgent } from "./raw-agent.ts";

/** What an agent sees of one environment after a reset or a step. */
export interface Moment {
  readonly observation: Buffer;
  readonly reward: number;
  readonly ended: boolean;
}

export type Trajectory = readonly Moment[];

export interface Play {
  readonly envIds: readonly number[];
  /** One an environment; its actions follow from it too. */
  readonly seeds: readonly number[];
  readonly steps?: number;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Done before each step. */
  readonly before?: (step: number) => Promise<void>;
}

const DEFAULT_STEPS = 4;
/** How long an environment may be busy for an agent that is gone, after the server has called it idle. */
const BUSY_MS = 1_500;
const BUSY_PAUSE_MS = 5;
const MAY_BE_BUSY: readonly FaultCode[] = ["invalidRequest", "busy"];

/** Waits for what another session left busy: a server may refuse to reset that for a while. */
export async function reset(
  agent: RawAgent,
  envIds: readonly number[],
  seeds: readonly number[],
  options: Play["options"] = {},
): Promise<Reply & { readonly body: ResetReply }> {
  const begin = performance.now();
  for (;;) {
    const reply = await agent.ask({ kind: "reset", envIds, seeds, options });
    const refused = reply.body.kind === "error" && MAY_BE_BUSY.includes(reply.body.fault.code);
    if (!refused || performance.now() - begin > BUSY_MS)
      return expectKind(reply, "reset", "the server refuses a correct Reset");
    await agent.idle();
    await delay(BUSY_PAUSE_MS);
  }
}

export async function step(
  agent: RawAgent,
  envIds: readonly number[],
  actions: readonly Tensor[],
): Promise<Reply & { readonly body: StepReply }> {
  const reply = await agent.ask({ kind: "step", envIds }, { tensors: actions });
  return expectKind(reply, "step", "the server refuses a correct Step");
}

/** Resets the environments and steps each until its episode ends or `steps` are taken. */
export async function play(lab: Lab, agent: RawAgent, { envIds, seeds, options, ...rest }: Play) {
  const first = await reset(agent, envIds, seeds, options);
  const trajectories = new Map<number, Moment[]>(envIds.map((envId) => [envId, []]));
  for (const [row, envId] of envIds.entries()) {
    trajectories.get(envId)?.push({ observation: rowBytes(first.tensors, row), reward: 0, ended: false });
  }
  let going = envIds.map((envId, i) => ({ envId, seed: seeds[i] as number }));
  for (let at = 0; at < (rest.steps ?? DEFAULT_STEPS) && going.length > 0; at++) {
    await rest.before?.(at);
    const asked = going.map(({ envId }) => envId);
    const reply = await step(
      agent,
      asked,
      lab.actions(
        going.map(({ seed }) => seed),
        at,
      ),
    );
    const moments = momentsOf(lab, reply);
    for (const envId of asked) {
      expectThat(
        moments.has(envId),
        `a result of environment ${envId}`,
        `results of ${reply.body.envIds.join(", ") || "none"}`,
        "a Step without min_batch is answered with exactly its environments",
      );
      trajectories.get(envId)?.push(moments.get(envId) as Moment);
    }
    going = going.filter(({ envId }) => !moments.get(envId)?.ended);
  }
  return envIds.map((envId) => trajectories.get(envId) as Trajectory);
}

/** The moments in a step reply by environment. */
export function momentsOf(lab: Lab, { body, tensors }: Reply & { readonly body: StepReply }) {
  const leaves = lab.observationLeaves;
  return new Map(
    body.envIds.map((envId, row): [number, Moment] => {
      const ended = (body.terminated[row] ?? false) || (body.truncated[row] ?? false);
      const reward = body.rewards[row] ?? Number.NaN;
      return [envId, { observation: rowBytes(tensors.slice(0, leaves), row), reward, ended }];
    }),
  );
}

/** The bytes of one row of every tensor. */
export function rowBytes(tensors: readonly Tensor[], row: number): Buffer {
  const rows = tensors.map((tensor) => {
    const bytes = borrowBytes(tensor);
    const length = bytes.length / (tensor.shape[0] || 1);
    return bytes.subarray(row * length, (row + 1) * length);
  });
  return Buffer.concat(rows);
}

/** Where two trajectories part; undefined when they are the same. */
export function difference(one: Trajectory, other: Trajectory): string | undefined {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const [a, b] = [one[at], other[at]];
    if (a === undefined || b === undefined) return `one ends after ${at - 1} steps, the other goes on`;
    if (!a.observation.equals(b.observation)) return `the observations differ after ${at} steps`;
    if (!Object.is(a.reward, b.reward)) return `step ${at} has reward ${a.reward} and ${b.reward}`;
    if (a.ended !== b.ended) return `only one of the episodes ends at step ${at}`;
  }
  return undefined;
}

export function expectSame(expected: string, one: Trajectory, other: Trajectory, cause: string): void {
  const seen = difference(one, other);
  if (seen !== undefined) expectThat(false, expected, seen, cause);
}
