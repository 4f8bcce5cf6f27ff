import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of package.json; this file runs from dist/src/policy/network/tfjs/native. */
const packageRoot = join(dirname(fileURLToPath(import.meta.url)), ...Array<string>(6).fill(".."));

/** Where `gaitway backend install` puts @tensorflow/tfjs-node with its addon and TensorFlow. It is there whole or not at all. */
export const addonFolder = join(packageRoot, ".gaitway", "backend");
