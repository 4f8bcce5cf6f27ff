/**
 * Who may connect to encrypted servers: ZeroMQ asks at inproc://zeromq.zap.01 (ZAP, RFC 27) before it lets anybody in.
 *
 * There is one such address for all servers of a process; each has a domain of its own there. It fails closed: a server
 * is bound with ZMQ_ZAP_ENFORCE_DOMAIN, so that with nobody to ask, nobody is let in. Servers without keys do not ask.
 */
import { setTimeout as delay } from "node:timers/promises";
import { capability, Reply } from "zeromq";
import { EndpointRefused, messageOf } from "./errors.ts";
import { readAllowed } from "./keys.ts";
import { toZ85 } from "./z85.ts";

const ADDRESS = "inproc://zeromq.zap.01";

interface Guest {
  readonly publicKey: string;
  readonly address: string;
}

export interface Admission {
  /** Of the server, for ZMQ_ZAP_DOMAIN. */
  readonly domain: string;
  readonly release: () => void;
}

const domains = new Map<string, (guest: Guest) => Promise<boolean>>();
let desk: Promise<Reply> | undefined;
let closedAt = Number.NEGATIVE_INFINITY;
let next = 1;

/**
 * From now on lets in who has a key in `allow`: files, or folders of `*.key`. They are read again for everybody who
 * connects, so that a key that is added or removed counts at once. Throws `KeyUnusable` or `EndpointRefused`.
 */
export async function admitOnly(
  allow: string | readonly string[],
  onWarning: (message: string) => void,
): Promise<Admission> {
  if ((await readAllowed(allow)).size === 0) {
    throw new EndpointRefused(
      `nobody is allowed in: there is no *.key file in ${[allow].flat().join(", ")}`,
      "put the public key (NAME.key) of each agent there; `gaitway keys NAME` makes one",
    );
  }
  const domain = `gaitway-${next++}`;
  domains.set(domain, (guest) => mayEnter(guest, allow, onWarning));
  try {
    desk ??= openDesk();
    await desk;
  } catch (error) {
    release(domain);
    throw error;
  }
  return { domain, release: () => release(domain) };
}

function release(domain: string): void {
  domains.delete(domain);
  if (domains.size > 0) return;
  desk?.then((socket) => socket.close()).catch(() => undefined);
  desk = undefined;
  closedAt = performance.now();
}

async function mayEnter(
  { publicKey, address }: Guest,
  allow: string | readonly string[],
  onWarning: (message: string) => void,
): Promise<boolean> {
  try {
    if ((await readAllowed(allow)).has(publicKey)) return true;
    const where = [allow].flat().join(", ");
    onWarning(`an agent at ${address} was not let in: its public key ${publicKey} is not in ${where}`);
  } catch (error) {
    onWarning(`an agent at ${address} was not let in: ${messageOf(error)}`);
  }
  return false;
}

async function openDesk(): Promise<Reply> {
  if (!capability.curve) {
    throw new EndpointRefused("this build of ZeroMQ cannot encrypt (CURVE)", "install zeromq again");
  }
  const socket = new Reply({ linger: 0 });
  try {
    await bind(socket);
  } catch (cause) {
    socket.close();
    throw new EndpointRefused(
      `cannot decide who may connect: something else in this process answers at ${ADDRESS}`,
      "serve with keys from one thread of a process, and with no other ZAP handler in it",
      { cause },
    );
  }
  // When it fails, it is closed, and nobody is let in any more.
  answerAll(socket).catch(() => socket.close());
  return socket;
}

/** ZeroMQ takes a moment to give back the address of a socket that was closed: the last one here, if that was just now. */
async function bind(socket: Reply): Promise<void> {
  for (;;) {
    try {
      return await socket.bind(ADDRESS);
    } catch (cause) {
      if (performance.now() - closedAt > 1_000) throw cause;
      await delay(5);
    }
  }
}

async function answerAll(socket: Reply): Promise<void> {
  for await (const question of socket) await socket.send(await answerTo(question));
}

/** Version, id, domain, address, identity, mechanism, key → version, id, status, text, user, metadata. */
async function answerTo(question: readonly Uint8Array[]): Promise<(string | Uint8Array)[]> {
  const [version = "", id = "", domain = "", address = "", , mechanism = "", key] = question;
  const rule = domains.get(String(domain));
  const known = String(version) === "1.0" && String(mechanism) === "CURVE" && key?.length === 32;
  const allowed =
    known && rule !== undefined && (await rule({ publicKey: toZ85(key), address: String(address) }));
  return allowed ? ["1.0", id, "200", "OK", "", ""] : ["1.0", id, "400", "not allowed", "", ""];
}
