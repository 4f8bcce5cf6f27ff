/** An evaluation in an environment that never ends an episode is not silent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { tellingWhenSlow } from "../../src/cli/slow-evaluation.ts";

test("an evaluation says every ten seconds how many steps it has made, of how many at the most, and nothing before", () => {
  const said: string[] = [];
  let now = 500;
  const step = tellingWhenSlow({
    episodes: 20,
    episodeSteps: 100_000,
    say: (message) => said.push(`${now} ms: ${message}`),
    now: () => now,
  });
  // Three environments a step, a step a second.
  for (; now <= 25_500; now += 1000) step({ envIds: [0, 1, 2] });
  const bound = "each ends after 100000 steps at the latest (the setting episodeSteps)";
  assert.deepEqual(said, [
    `10500 ms: measuring: 33 steps of 20 held-out episodes so far; ${bound}`,
    `20500 ms: measuring: 63 steps of 20 held-out episodes so far; ${bound}`,
  ]);
});
