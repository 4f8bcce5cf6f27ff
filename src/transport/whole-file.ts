/** Files that are whole or not there: written aside, forced to disk, renamed. */
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces `path` by `content`. After a crash at any moment the old file or the new one is there, never a part of one. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(aside, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Forces a rename to disk; a platform that cannot open a folder for that (Windows) does it by itself. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** For `.catch` after removing or moving what may not be there. */
export function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
