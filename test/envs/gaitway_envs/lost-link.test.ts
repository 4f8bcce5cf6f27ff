/** The Python server keeps its side of Resume: an episode over a link that breaks is the episode over one that does not. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ChildServer } from "../../../src/env/child-server.ts";
import { connect } from "../../../src/env/remote.ts";
import { openLink } from "../../support/link.ts";
import { xorshift } from "../../support/mutate.ts";
import { packageRoot } from "../../support/package-root.ts";
import { python, pythonTest } from "../../support/python.ts";

const STEPS = 300;

pythonTest("an episode goes on, bit for bit, whenever its link is cut", async () => {
  await using server = await ChildServer.start({
    command: python,
    args: ["-m", "gaitway_envs", "serve", "toy:point-mass", "--bind", "tcp://127.0.0.1:*", "--child"],
    environment: { PYTHONPATH: join(packageRoot, "envs") },
    readyTimeoutMs: 60_000,
  });
  using link = await openLink(server.endpoint);
  const undisturbed = await observed(server.endpoint, 0);
  assert.deepEqual(await observed(link.endpoint, 30, link), undisturbed);
});

/** All that is observed in `STEPS` steps from the same seed, while the link is cut at least `cuts` times. */
async function observed(endpoint: string, cuts: number, link?: Awaited<ReturnType<typeof openLink>>) {
  await using env = await connect(endpoint, { resumeTimeoutMs: 20_000, onWarning: () => {} });
  const random = xorshift(5);
  const all: number[] = [];
  let stopped = link === undefined;
  const cutting = (async () => {
    while (!stopped) {
      await delay(random(20));
      if (random(2) === 0) link?.hold("toAgent");
      if (random(3) === 0) link?.hold("toServer");
      await delay(random(5));
      link?.cut();
      link?.mend();
    }
  })();
  const size = env.spec.actionSpace.shape.reduce((a, b) => a * b, 1);
  const reset = async (seed: number) => {
    all.push(...(await env.reset({ envIds: [0], seeds: [seed] })).observations);
  };
  await reset(1);
  for (let i = 0; i < STEPS || env.channel.resumed < cuts; i++) {
    const actions = new Float64Array(size).fill(((i % 7) - 3) / 10);
    const { observations, rewards, terminated, truncated } = await env.step({ envIds: [0], actions });
    if (i < STEPS) all.push(...observations, ...rewards);
    if (terminated[0] || truncated[0]) await reset(i);
  }
  stopped = true;
  await cutting;
  return all.slice(0, STEPS);
}
