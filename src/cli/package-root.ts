import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json; this file runs from dist/src/cli. */
export const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
