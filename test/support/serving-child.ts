/**
 * A server in a process of its own, for tests that kill, stop or slow it. Tells its address through the process channel,
 * and dies with its parent. A step of environment 3 never ends.
 */
import { serve } from "../../src/env/serve.ts";
import { countingEnv } from "./counting-env.ts";

process.once("disconnect", () => process.exit(0));
if (!process.connected) process.exit(0);
const env = countingEnv({ gate: (envId) => (envId === 3 ? new Promise(() => {}) : Promise.resolve()) });
const server = await serve(env, { endpoint: process.argv[2] ?? "ipc://*", onWarning: () => {} });
process.send?.(server.endpoint);
