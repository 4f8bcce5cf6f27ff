/** Runs checks one after another against an endpoint, each bounded in time, and tells how each ended as it ends. */
import { Channel } from "../transport/channel.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import {
  EndpointRefused,
  KeyUnusable,
  messageOf,
  NotAllowed,
  PeerUnreachable,
  WrongPeer,
} from "../transport/errors.ts";
import { type Check, CheckFailed, type CheckResult, CheckSkipped, type Outcome } from "./check.ts";
import { handshakeCheck } from "./checks/handshake.ts";
import { type Dialing, dealerKeys } from "./dialing.ts";
import { firstContact, Lab } from "./lab.ts";

/** A check waits a few times for what does not come, and goes on; beyond this it is ended. */
const CHECK_PATIENCES = 12;
const CONNECT_TIMEOUT_MS = 3_000;
/** The address, or the keys, are not those of a server that could be checked. */
const NO_SERVER = [PeerUnreachable, WrongPeer, EndpointRefused, NotAllowed, KeyUnusable];

export interface RunOptions extends Pick<Dialing, "record"> {
  /** For a server with keys. */
  readonly curve?: CurveOptions | undefined;
}

/**
 * One result a check, in order. Throws `PeerUnreachable`, `WrongPeer` or `EndpointRefused` when no Gaitway server is at
 * the endpoint; a server that cannot be spoken with fails the first check, and the others are skipped.
 */
export async function* runChecks(
  endpoint: string,
  checks: readonly Check[],
  { record, curve }: RunOptions = {},
): AsyncGenerator<CheckResult> {
  await requirePeer(endpoint, curve);
  const dialing = { record, keys: curve && (await dealerKeys(curve)) };
  const begin = performance.now();
  const contact = await firstContact(endpoint, dialing).catch((error: unknown) => outcomeOf(error));
  const elapsedMs = performance.now() - begin;
  if ("status" in contact) {
    yield { ...contact, check: handshakeCheck, elapsedMs };
    for (const check of checks.filter((each) => each !== handshakeCheck)) {
      yield { status: "skipped", reason: "there was no handshake", check, elapsedMs: 0 };
    }
    return;
  }
  for (const check of checks) yield await runCheck(new Lab(endpoint, contact, dialing), check);
}

/** Only what is not there, or is something else, is an error of whoever asked; the rest is the server's. */
async function requirePeer(endpoint: string, curve: CurveOptions | undefined): Promise<void> {
  try {
    const channel = await Channel.open(endpoint, {
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      curve,
      onWarning: () => {},
    });
    await channel.close();
  } catch (error) {
    if (NO_SERVER.some((kind) => error instanceof kind)) throw error;
  }
}

async function runCheck(lab: Lab, check: Check): Promise<CheckResult> {
  const begin = performance.now();
  let outcome: Outcome;
  try {
    const seen = await within(CHECK_PATIENCES * lab.patienceMs, check.run(lab));
    outcome = { status: "passed", seen };
  } catch (error) {
    outcome = outcomeOf(error);
  }
  await lab[Symbol.asyncDispose]();
  return { ...outcome, check, elapsedMs: performance.now() - begin };
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof CheckSkipped) return { status: "skipped", reason: error.message };
  if (error instanceof CheckFailed) {
    return { status: "failed", expected: error.expected, seen: error.seen, cause: error.likelyCause };
  }
  const cause = "the check itself could not go on; GAITWAY_DEBUG=1 shows where";
  if (process.env.GAITWAY_DEBUG !== undefined) process.stderr.write(`${(error as Error).stack}\n`);
  return { status: "failed", expected: "replies a check can go on with", seen: messageOf(error), cause };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new CheckFailed(
      "the check to end",
      `no end within ${Math.round(ms)} ms`,
      "replies come too slowly",
    );
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
