/**
 * A folder whose manifest holds the SHA-256 of every other file, and last its own: written whole or not at all, read only as it
 * was written.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ignoreMissing } from "../transport/whole-file.ts";

const manifestName = "policy.json";

/** A folder that is not a policy this version can run, or one that was altered. */
export class InvalidPolicy extends Error {
  override readonly name = "InvalidPolicy";
}

/** Writes the folder `path` whole; one that is there already is replaced. `files` and `seal` of the manifest are added. */
export async function writePolicyFolder(
  path: string,
  manifest: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const hashes = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)]));
  const aside = `${path}.${process.pid}.tmp`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  for (const [name, content] of Object.entries(files))
    await writeFile(join(aside, name), content, { flush: true });
  const text = `${JSON.stringify(sealed({ ...manifest, files: hashes }), null, 2)}\n`;
  await writeFile(join(aside, manifestName), text, { flush: true });
  // The old folder steps aside first: killed in between, both are still there under names that say so.
  const old = `${path}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(path, old).catch(ignoreMissing);
  await rename(aside, path);
  await rm(old, { recursive: true, force: true });
}

/** Adds `files` to the folder `path`, or replaces those of the same name; everything else stays as it is. Verifies it first. */
export async function amendPolicyFolder(
  path: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const { manifest, read } = await readPolicyFolder(path);
  const { files: hashes, seal: _, ...rest } = manifest;
  const kept: Record<string, Uint8Array> = {};
  for (const name of Object.keys((hashes ?? {}) as object)) kept[name] = await read(name);
  await writePolicyFolder(path, rest, { ...kept, ...files });
}

export interface PolicyFolder {
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Whether the manifest carries its own hash; folders written before 0.4 do not. */
  readonly sealed: boolean;
  read(name: string): Promise<Buffer>;
  /** The error to throw for what is wrong with it. */
  invalid(found: string, cause?: unknown): InvalidPolicy;
}

/** Reads and verifies the folder `path`. Throws InvalidPolicy saying which file is wrong and how. */
export async function readPolicyFolder(path: string): Promise<PolicyFolder> {
  const invalid = (found: string, cause?: unknown): InvalidPolicy =>
    new InvalidPolicy(`policy ${path}: ${found}`, { cause });
  const read = async (name: string): Promise<Buffer> =>
    await readFile(join(path, name)).catch((error: Error) => {
      throw invalid(`expected a file ${name} in it (${error.message})`, error);
    });
  const manifest = parsed(await read(manifestName));
  if (manifest === undefined) throw invalid(`${manifestName} is not JSON; it is cut short or altered`);
  const isSealed = "seal" in manifest;
  if (isSealed && sealed(manifest).seal !== manifest.seal)
    throw invalid(`${manifestName} was altered: it does not have the SHA-256 that it says; save it again`);
  for (const [name, expected] of Object.entries((manifest.files ?? {}) as Record<string, string>)) {
    const found = sha256(await read(name));
    if (found !== expected)
      throw invalid(`${name} was altered: expected SHA-256 ${expected}, found ${found}`);
  }
  return { manifest, sealed: isSealed, read, invalid };
}

/** The manifest with the SHA-256 of itself as it would be without it. */
function sealed({ seal: _, ...manifest }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...manifest, seal: sha256(Buffer.from(JSON.stringify(manifest))) };
}

/** θ as little-endian doubles. */
export function doubles(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, j) => {
    view.setFloat64(j * 8, value, true);
  });
  return bytes;
}

export function fromDoubles(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, j) => bytes.readDoubleLE(j * 8));
}

export function jsonLines(values: readonly unknown[]): Uint8Array {
  return Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

function parsed(content: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(content.toString("utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
