/** The agents of the ledger: every reply is held against what was asked, every error is counted, none ends the run. */
import { connect, type RemoteEnv } from "../../../src/env/remote.ts";

export interface Tally {
  steps: number;
  episodes: number;
  /** Replies that hold the action of another request. */
  wrongDeliveries: number;
  /** Replies of an episode that is not where it should be: reset unasked, or a step applied twice or not at all. */
  silentResets: number;
  /** Episodes given up because an error said so. */
  lostAndTold: number;
  /** Resets that an error refused or whose answer was lost; they were asked again. */
  resetsAgain: number;
  reconnects: number;
  resumed: number;
}

const STEPS_AN_EPISODE = 50;
/** Well beyond what a busy machine takes for a step: a server may end a simulator whose reset does not come in time. */
const TIMEOUT_MS = 500;
const RESUME_TIMEOUT_MS = 5_000;

/** Steps `envCount` environments, each by itself, until `enough`; connects again when a session has ended. */
export async function keepLedger(endpoint: string, envCount: number, enough: () => boolean): Promise<Tally> {
  const tally: Tally = {
    steps: 0,
    episodes: 0,
    wrongDeliveries: 0,
    silentResets: 0,
    lostAndTold: 0,
    resetsAgain: 0,
    reconnects: 0,
    resumed: 0,
  };
  await using link = new Reconnecting(endpoint, tally);
  const unique = counter();
  const envIds = Array.from({ length: envCount }, (_, envId) => envId);
  await Promise.all(
    envIds.map(async (envId) => {
      while (!enough()) {
        const env = await link.env();
        await playEpisode(env, envId, unique, tally, enough);
        if (env.channel.ended !== undefined) link.renew(env);
      }
    }),
  );
  return tally;
}

async function playEpisode(
  env: RemoteEnv,
  envId: number,
  unique: () => number,
  tally: Tally,
  enough: () => boolean,
): Promise<void> {
  const seed = unique();
  const begun = await env.reset({ envIds: [envId], seeds: [seed] }).catch(() => undefined);
  if (begun === undefined) {
    tally.resetsAgain++;
    return;
  }
  if (begun.observations[0] !== seed) tally.wrongDeliveries++;
  tally.episodes++;
  for (let step = 1; step <= STEPS_AN_EPISODE && !enough(); step++) {
    const action = unique();
    const actions = Float64Array.of(action);
    const result = await env.step({ envIds: [envId], actions }).catch(() => undefined);
    if (result === undefined) {
      tally.lostAndTold++;
      return;
    }
    const [episode, taken, echoed] = result.observations;
    tally.steps++;
    if (echoed !== action) tally.wrongDeliveries++;
    else if (episode !== seed || taken !== step) tally.silentResets++;
  }
}

/** The present connection, and a new one in its place when it has ended. */
class Reconnecting implements AsyncDisposable {
  readonly #endpoint: string;
  readonly #tally: Tally;
  #current: Promise<RemoteEnv>;

  constructor(endpoint: string, tally: Tally) {
    this.#endpoint = endpoint;
    this.#tally = tally;
    this.#current = this.#connect();
  }

  env(): Promise<RemoteEnv> {
    return this.#current;
  }

  renew(ended: RemoteEnv): void {
    this.#current = this.#current.then((env) => {
      if (env !== ended) return env;
      this.#tally.reconnects++;
      this.#tally.resumed += env.channel.resumed;
      return this.#connect();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const env = await this.#current;
    this.#tally.resumed += env.channel.resumed;
    await env[Symbol.asyncDispose]();
  }

  /** The handshake may be lost like anything else; what cuts it off is not the end of the run. */
  async #connect(): Promise<RemoteEnv> {
    for (;;) {
      const options = { timeoutMs: TIMEOUT_MS, resumeTimeoutMs: RESUME_TIMEOUT_MS, onWarning: () => {} };
      const env = await connect(this.#endpoint, options).catch(() => undefined);
      if (env !== undefined) return env;
      this.#tally.reconnects++;
    }
  }
}

/** 1, 2, 3 …: exact as a float64 and within a seed. */
function counter(): () => number {
  let last = 0;
  return () => ++last;
}
