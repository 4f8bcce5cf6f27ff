/**
 * The other process of the wire benchmark: a Gaitway server and a bare ROUTER that sends back fixed frames, side by side.
 *
 * It tells its addresses through the process channel and dies with its parent: when that channel closes, whatever the
 * reason, it exits.
 */
import { Router } from "zeromq";
import type { Env } from "../../src/env/env.ts";
import { serve } from "../../src/env/serve.ts";
import { countingSpec } from "../support/counting-env.ts";

const [directory = ""] = process.argv.slice(2);
process.once("disconnect", () => process.exit(0));
if (!process.connected) process.exit(0);

// It answers at once and always the same, as the bare ROUTER does: what is measured is the wire.
const result = {
  envIds: [0],
  observations: new Float64Array(10),
  rewards: Float64Array.of(1),
  terminated: [false],
  truncated: [false],
  reasons: [""],
};
const env: Env = {
  spec: countingSpec({ envCount: 1, actionSize: 12, observationSize: 10 }),
  reset: async () => result,
  step: async () => result,
  [Symbol.asyncDispose]: async () => {},
};
const server = await serve(env, { endpoint: `ipc://${directory}/gaitway` });

const bare = new Router({ linger: 0 });
await bare.bind(`ipc://${directory}/bare`);
process.send?.({ gaitway: server.endpoint, bare: bare.lastEndpoint });

// The first message names the frames to answer with; every later one is answered with them.
const [, ...reply] = await bare.receive();
for await (const [routingId] of bare) await bare.send([routingId as Buffer, ...reply]);
