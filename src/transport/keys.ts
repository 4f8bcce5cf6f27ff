/**
 * CURVE keys in files: NAME.key is public, NAME.key_secret holds the pair and belongs to its owner alone.
 *
 * The format is that of czmq and pyzmq (ZPL), so a key made here is read there and the other way round. Everything throws
 * `KeyUnusable` with the file and the remedy.
 */
import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { curveKeyPair } from "zeromq";
import { KeyUnusable, messageOf } from "./errors.ts";
import { fromZ85, toZ85 } from "./z85.ts";

/** Both 40 characters of Z85. */
export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

export interface KeyFiles {
  readonly publicKeyFile: string;
  readonly secretKeyFile: string;
  readonly publicKey: string;
}

const MAKE = "make a pair with: gaitway keys NAME";

/** Writes a new pair into `directory`, which is made if it is not there; never overwrites. */
export async function makeKeys(name: string, directory: string): Promise<KeyFiles> {
  if (!/^\w[\w.-]*$/.test(name)) {
    throw new KeyUnusable(
      `expected a name of letters, digits, ".", "_" and "-" for a key, got "${name}"`,
      "choose another",
    );
  }
  const { publicKey, secretKey } = curveKeyPair();
  const publicKeyFile = join(directory, `${name}.key`);
  const secretKeyFile = join(directory, `${name}.key_secret`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const curve = `metadata\ncurve\n    public-key = "${publicKey}"\n`;
  await writeNew(
    secretKeyFile,
    `# Secret CURVE key of ${name}: never leaves this machine, readable by its owner alone.\n\n${curve}    secret-key = "${secretKey}"\n`,
    0o600,
  );
  try {
    await writeNew(publicKeyFile, `# Public CURVE key of ${name}: for its peers.\n\n${curve}`, 0o644);
  } catch (error) {
    await rm(secretKeyFile);
    throw error;
  }
  return { publicKeyFile, secretKeyFile, publicKey };
}

async function writeNew(file: string, content: string, mode: number): Promise<void> {
  try {
    await using handle = await open(file, "wx", mode);
    await handle.writeFile(content);
    await handle.sync();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw new KeyUnusable(
        `${file} exists; nothing was overwritten`,
        "choose another name, or move it away: whoever trusts that key knows no other",
      );
    }
    throw new KeyUnusable(`cannot write ${file}: ${messageOf(cause)}`, "choose a folder you may write to", {
      cause,
    });
  }
}

/** The public key of somebody else. */
export async function readPublicKey(file: string): Promise<string> {
  const { publicKey, secretKey } = parse(await read(file));
  if (secretKey !== undefined) {
    throw new KeyUnusable(
      `expected a public key, got ${file}, which holds a secret one`,
      "give the peer's NAME.key; a secret key stays on the machine it was made on",
    );
  }
  return requireKey(file, "public", publicKey);
}

/** One's own pair. */
export async function readKeyPair(file: string): Promise<KeyPair> {
  const parsed = parse(await read(file));
  const publicKey = requireKey(file, "public", parsed.publicKey);
  if (parsed.secretKey === undefined) {
    throw new KeyUnusable(
      `expected a secret key, got ${file}, which holds a public one only`,
      "give the NAME.key_secret that was made with it",
    );
  }
  const secretKey = requireKey(file, "secret", parsed.secretKey);
  await requirePrivate(file);
  if (publicKeyOf(secretKey) !== publicKey) {
    throw new KeyUnusable(`the two keys in ${file} are not a pair`, `the file was edited: ${MAKE}`);
  }
  return { publicKey, secretKey };
}

/** The public keys in files, and in the `*.key` files of folders; empty only if all of them are empty folders. */
export async function readAllowed(paths: string | readonly string[]): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const path of [paths].flat()) {
    for (const file of await keyFilesAt(path)) keys.add(await readPublicKey(file));
  }
  return keys;
}

async function keyFilesAt(path: string): Promise<readonly string[]> {
  const isFolder = (await stat(path).catch((cause) => refuseFile(path, cause))).isDirectory();
  if (!isFolder) return [path];
  const names = await readdir(path).catch((cause) => refuseFile(path, cause));
  return names.filter((name) => name.endsWith(".key")).map((name) => join(path, name));
}

async function read(file: string): Promise<string> {
  return await readFile(file, "utf8").catch((cause) => refuseFile(file, cause));
}

function refuseFile(file: string, cause: NodeJS.ErrnoException): never {
  const missing = cause.code === "ENOENT";
  throw new KeyUnusable(
    missing ? `there is no ${file}` : `cannot read ${file}: ${cause.message}`,
    missing ? `check the path, or ${MAKE}` : "it has to be a file that you may read",
    { cause },
  );
}

function parse(text: string): Partial<KeyPair> {
  const found = (name: string) => new RegExp(`^\\s*${name}\\s*=\\s*["']?([^"'\\s]*)`, "m").exec(text)?.[1];
  const [publicKey, secretKey] = [found("public-key"), found("secret-key")];
  return { ...(publicKey !== undefined && { publicKey }), ...(secretKey !== undefined && { secretKey }) };
}

function requireKey(file: string, which: string, key: string | undefined): string {
  if (key !== undefined && fromZ85(key)?.length === 32) return key;
  const got = key === undefined ? "none" : `${key.length} others`;
  throw new KeyUnusable(
    `expected a ${which} key of 40 characters (Z85) in ${file}, got ${got}`,
    `it is no CURVE key, or was cut short: copy it again, or ${MAKE}`,
  );
}

/** Windows keeps no such bits. */
async function requirePrivate(file: string): Promise<void> {
  const { mode } = await stat(file);
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  const bits = (mode & 0o777).toString(8);
  throw new KeyUnusable(
    `${file} may be read or written by others (mode ${bits}): a secret key must not`,
    `chmod 600 ${file}, and make a new pair if anybody else could have read it`,
  );
}

/** A CURVE key is one of X25519; PKCS #8 puts sixteen bytes before it, SPKI twelve. */
function publicKeyOf(secretKey: string): string {
  const prefix = Buffer.from("302e020100300506032b656e04220420", "hex");
  const key = Buffer.concat([prefix, fromZ85(secretKey) as Uint8Array]);
  const spki = createPublicKey(createPrivateKey({ key, format: "der", type: "pkcs8" }));
  return toZ85(spki.export({ format: "der", type: "spki" }).subarray(12));
}
