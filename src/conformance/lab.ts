/**
 * What a check is given: a server whose handshake and speed are known, sessions that are closed when the check is over,
 * seeded actions, and the patience to have with this server.
 */
import { createRng } from "../math/random.ts";
import type { HelloReply } from "../transport/message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { skip } from "./check.ts";
import type { DealerKeys, Dialing } from "./dialing.ts";
import { leavesOf } from "./leaves.ts";
import { RawAgent } from "./raw-agent.ts";
import { sample } from "./sample.ts";
import { difference, play, reset, step, type Trajectory } from "./trajectory.ts";

const FIRST_PATIENCE_MS = 20_000;
const LEAST_PATIENCE_MS = 1_500;
/** How much longer than the slowest first answer a later one may take. */
const PATIENCE_FACTOR = 20;
const FIRST_STEPS = 3;
const SEED = 20;
/** Ids that a check may have sent under its own count. */
const IDS_OF_OTHERS = 1_000;

/** What was learned of the server before the first check. */
export interface FirstContact {
  readonly hello: HelloReply;
  /** The quickest step of all environments at once: no later one should be much quicker. */
  readonly stepMs: number;
  /** The slowest answer to a reset or step of all of them. */
  readonly slowestMs: number;
  /** Undisturbed episodes by their seed, played when the first check asks for one. */
  readonly references: Map<number, Trajectory>;
}

/** Shakes hands and takes a few steps in every environment. Throws `CheckFailed`. */
export async function firstContact(endpoint: string, dialing: Dialing): Promise<FirstContact> {
  using agent = new RawAgent(endpoint, FIRST_PATIENCE_MS, dialing);
  const hello = await agent.hello();
  const envIds = Array.from({ length: hello.spec.envCount }, (_, envId) => envId);
  const times: { readonly resetMs: number; readonly stepMs: number }[] = [];
  for (let round = 0; round < FIRST_STEPS; round++) {
    const begin = performance.now();
    await reset(agent, envIds, envIds);
    const wasReset = performance.now();
    await step(agent, envIds, actionsOf(hello, envIds, round));
    times.push({ resetMs: wasReset - begin, stepMs: performance.now() - wasReset });
  }
  await agent.ask({ kind: "bye" });
  const slowestMs = Math.max(...times.map(({ resetMs, stepMs }) => Math.max(resetMs, stepMs)));
  return { hello, slowestMs, stepMs: Math.min(...times.map(({ stepMs }) => stepMs)), references: new Map() };
}

/** One action a seed: the same seed has the same action at the same step, in whichever environment. */
function actionsOf({ spec }: HelloReply, seeds: readonly number[], at: number): readonly Tensor[] {
  const rng = createRng(SEED).stream("actions");
  return sample(
    spec.actionSpace,
    seeds.map((seed) => rng.stream(seed).stream(at)),
  );
}

export class Lab implements AsyncDisposable {
  readonly endpoint: string;
  readonly first: FirstContact;
  /** How long to wait for a reply. */
  readonly patienceMs: number;
  /** Tensors of one observation. */
  readonly observationLeaves: number;
  readonly #dialing: Dialing;
  /** Proxies, which take agents without keys whatever the server wants. */
  readonly #plain = new Set<string>();
  readonly #open: RawAgent[] = [];
  readonly #cleanups: (() => Promise<void>)[] = [];

  constructor(endpoint: string, first: FirstContact, dialing: Dialing) {
    this.#dialing = dialing;
    this.endpoint = endpoint;
    this.first = first;
    this.patienceMs = Math.max(LEAST_PATIENCE_MS, PATIENCE_FACTOR * first.slowestMs);
    this.observationLeaves = leavesOf(first.hello.spec.observationSpace).length;
  }

  get spec() {
    return this.first.hello.spec;
  }

  get capabilities(): readonly string[] {
    return this.first.hello.capabilities;
  }

  /** Silence that the server itself calls death. */
  get heartbeatPatienceMs(): number {
    return this.first.hello.heartbeatIntervalMs * this.first.hello.missedHeartbeats;
  }

  get allEnvs(): readonly number[] {
    return Array.from({ length: this.spec.envCount }, (_, envId) => envId);
  }

  actions(seeds: readonly number[], at = 0): readonly Tensor[] {
    return actionsOf(this.first.hello, seeds, at);
  }

  /** A socket without a session, to this server or to a proxy before it. */
  agent(endpoint = this.endpoint): RawAgent {
    const { record, keys } = this.#dialing;
    const dialing = this.#plain.has(endpoint) ? { record } : { record, keys };
    const agent = new RawAgent(endpoint, this.patienceMs, dialing);
    this.#open.push(agent);
    return agent;
  }

  /** A socket with a session. */
  async session(endpoint = this.endpoint): Promise<RawAgent> {
    const agent = this.agent(endpoint);
    await agent.hello();
    return agent;
  }

  /** A session, and an episode of environment 0 that has begun. */
  async episode(seed = 1): Promise<RawAgent> {
    const agent = await this.session();
    await reset(agent, [0], [seed]);
    return agent;
  }

  /** What a socket needs that a check opens by itself. */
  get keys(): DealerKeys {
    return this.#dialing.keys ?? {};
  }

  /** At this endpoint agents need no keys. */
  plainAt(endpoint: string): void {
    this.#plain.add(endpoint);
  }

  /** Done when the check is over, before its sessions are closed. */
  afterwards(cleanup: () => Promise<void>): void {
    this.#cleanups.push(cleanup);
  }

  /** The undisturbed episode of environment 0; skips the check when the server does not repeat its episodes. */
  async reference(seed: number): Promise<Trajectory> {
    const known = this.first.references.get(seed);
    if (known !== undefined) return known;
    const playOnce = async () => {
      const [trajectory] = await play(this, await this.session(), { envIds: [0], seeds: [seed] });
      return trajectory as Trajectory;
    };
    const trajectory = await playOnce();
    if (difference(trajectory, await playOnce()) !== undefined) {
      skip("its episodes cannot be repeated, so nothing can be told by comparing them");
    }
    this.first.references.set(seed, trajectory);
    return trajectory;
  }

  requireEnvs(count: number): void {
    if (this.spec.envCount < count) skip(`it has ${this.spec.envCount} environment, this needs ${count}`);
  }

  requireCapability(word: string): void {
    if (!this.capabilities.includes(word)) skip(`it does not claim the capability "${word}"`);
  }

  /** Says Bye for every session, whatever became of its socket, so that no check meets what another one left. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const cleanup of this.#cleanups.reverse()) await cleanup();
    using direct = new RawAgent(this.endpoint, LEAST_PATIENCE_MS, this.#dialing);
    for (const agent of this.#open) {
      if (agent.token.length > 0) {
        const asking = { session: agent.token, requestId: agent.nextId() + IDS_OF_OTHERS };
        await direct.ask({ kind: "bye" }, asking).catch(() => {});
      }
      agent[Symbol.dispose]();
    }
  }
}
