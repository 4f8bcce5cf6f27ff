/**
 * Addresses: which may be bound without keys, and the files behind ipc ones.
 *
 * `ipc://PATH`, `ipc://*` (a path of our choice in a private directory), `inproc://NAME`, `tcp://HOST:PORT` or `:*` for a
 * free port. Without keys nothing is encrypted or authenticated, so nothing beyond this machine may be bound.
 */
import { lstat, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EndpointRefused } from "./errors.ts";

const FORMS = "ipc://PATH, ipc://*, inproc://NAME, tcp://HOST:PORT, or tcp://HOST:* for a free port";
/** sun_path of a Unix socket is 108 bytes with its final zero. */
const MAX_PATH_BYTES = 107;

export interface Bindable {
  readonly address: string;
  /** Removes the files that were made for the address. */
  readonly release: () => Promise<void>;
}

/** Throws `EndpointRefused` for what is not an address. */
export function parseEndpoint(endpoint: string): { readonly scheme: string; readonly rest: string } {
  const match = /^(ipc|inproc|tcp):\/\/(.+)$/.exec(endpoint);
  if (match === null) {
    throw new EndpointRefused(`expected an address, got "${endpoint}"`, `write ${FORMS}`);
  }
  const [, scheme = "", rest = ""] = match;
  if (scheme === "tcp") requirePort(endpoint, rest);
  return { scheme, rest };
}

/** Makes an address ready to bind: refuses what is open to others or in use, clears what a dead server left behind. */
export async function prepareBind(endpoint: string, encrypted = false): Promise<Bindable> {
  const { scheme, rest } = parseEndpoint(endpoint);
  const nothing = async () => {};
  if (scheme === "tcp" && !encrypted) requireLoopback(endpoint, rest);
  if (scheme === "inproc" && encrypted) {
    throw new EndpointRefused(
      `${endpoint} stays in this process, and cannot be encrypted`,
      "serve it without keys",
    );
  }
  if (scheme !== "ipc") return { address: endpoint, release: nothing };
  if (rest === "*") return privatePath();
  await clearStale(endpoint, rest);
  return { address: endpoint, release: nothing };
}

function requireLoopback(endpoint: string, rest: string): void {
  const host = rest.slice(0, rest.lastIndexOf(":"));
  const loopback = host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
  if (loopback) return;
  throw new EndpointRefused(
    `${endpoint} is open to other machines, and there are no keys to tell friend from foe`,
    "make keys with `gaitway keys NAME` and serve with them (CURVE), or bind ipc://… or tcp://127.0.0.1:…",
  );
}

function requirePort(endpoint: string, rest: string): void {
  const port = /^(?:\[[\w.:%]+\]|[^\s:]+):(\*|\d+)$/.exec(rest)?.[1];
  if (port !== undefined && (port === "*" || Number(port) <= 65_535)) return;
  throw new EndpointRefused(
    `expected a host and a port of at most 65535 in a tcp address, got "${endpoint}"`,
    `write ${FORMS}`,
  );
}

/** mkdtemp makes the directory readable by its owner alone. */
async function privatePath(): Promise<Bindable> {
  const directory = await mkdtemp(join(tmpdir(), "gaitway-"));
  const release = () => rm(directory, { recursive: true, force: true });
  return { address: `ipc://${join(directory, "socket")}`, release };
}

async function clearStale(endpoint: string, path: string): Promise<void> {
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) {
    const got = `${endpoint} has ${bytes} bytes`;
    throw new EndpointRefused(
      `expected a path of at most ${MAX_PATH_BYTES} bytes, ${got}`,
      "use a shorter one, or ipc://*",
    );
  }
  const entry = await lstat(path).catch(() => undefined);
  if (entry === undefined) return;
  if (!entry.isSocket()) {
    throw new EndpointRefused(
      `${path} exists and is not a socket`,
      "choose another path; nothing was overwritten",
    );
  }
  if (await answers(path)) {
    throw new EndpointRefused(`another server listens at ${endpoint}`, "stop it, or choose another address");
  }
  await rm(path, { force: true });
}

/** Whether a process still listens behind a socket file. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
