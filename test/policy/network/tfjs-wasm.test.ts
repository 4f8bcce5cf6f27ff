import { startTfjs } from "../../../src/policy/network/tfjs/backend.ts";
import { tfjsSuite } from "./tfjs-suite.ts";

tfjsSuite(await startTfjs({ backend: "wasm" }));
