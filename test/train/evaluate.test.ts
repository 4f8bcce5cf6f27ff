import assert from "node:assert/strict";
import { test } from "node:test";
import { lastValueFrom, toArray } from "rxjs";
import { gaitPolicy } from "../../src/policy/gait.ts";
import { evaluate } from "../../src/train/evaluate.ts";
import { countingEnv } from "../support/counting-env.ts";

test("an episode that is lost while a policy is measured is run again, and whoever measures is told", async () => {
  let losses = 0;
  const lose = (_: number, step: number): boolean => step === 2 && losses++ < 1;
  const env = countingEnv({ envCount: 1, episodeLength: 3, lose });
  const { actionSpace } = env.spec;
  const policy = gaitPolicy({ actionSpace, scale: Float64Array.of(1, 1), gait: Float64Array.of(0.5, 0) });
  const told: unknown[] = [];
  const rolled = await lastValueFrom(
    evaluate({
      env,
      policy,
      seeds: [4, 5],
      resetOptions: {},
      onLost: ({ reason, envIds }, { repeat }) => told.push([repeat, envIds, reason]),
    }).pipe(toArray()),
  );
  assert.deepEqual(
    rolled.map(({ episode }) => [episode.seed, episode.length]),
    [
      [4, 3],
      [5, 3],
    ],
  );
  assert.deepEqual(told, [[0, [0], "in step 2: it crashed"]]);
});
