import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type AnyEnv, type Env, EpisodeLost, ResetNeeded, type StepResult } from "../../src/env/env.ts";
import { sideBySide } from "../../src/env/side-by-side.ts";
import type { Space } from "../../src/env/space.ts";
import { type CountingOptions, countingEnv } from "../support/counting-env.ts";
import { drive, walk } from "./wrappers/drive.ts";

/** Environments 0 and 1, 2 to 4, and 5; what a part does by its own numbers is asked for by those of the whole. */
const counts = [2, 3, 1] as const;
const starts = [0, 2, 5] as const;

function partsOf({ lose, gate, ...options }: CountingOptions = {}): [Env, Env, Env] {
  const part = (start: number, envCount: number) =>
    countingEnv({
      ...options,
      envCount,
      ...(lose && { lose: (envId: number, step: number) => lose(envId + start, step) }),
      ...(gate && { gate: (envId, signal) => gate(envId + start, signal) }),
    });
  return [part(starts[0], counts[0]), part(starts[1], counts[1]), part(starts[2], counts[2])];
}

const asOne = (parts: readonly [Env, ...Env[]]): Env =>
  sideBySide(parts as unknown as [AnyEnv, ...AnyEnv[]]) as unknown as Env;

const push = (...envIds: readonly number[]) => ({
  envIds,
  actions: Float64Array.from({ length: 2 * envIds.length }, (_, i) => envIds[i >> 1]! / 10),
});
const everybody = { envIds: [0, 1, 2, 3, 4, 5], seeds: [0, 1, 2, 3, 4, 5] };

describe("environments side by side", () => {
  for (const autoresetMode of ["disabled", "sameStep", "nextStep"] as const)
    test(`answer on any walk as one environment does that has all of them, in whatever order they are named (autoreset ${autoresetMode})`, async () => {
      await fc.assert(
        fc.asyncProperty(walk(6), async (steps) => {
          const options = {
            autoresetMode,
            episodeLength: 4,
            lose: (envId: number, step: number) => envId % 3 === 2 && step === 2,
          };
          const expected = await drive(countingEnv({ ...options, envCount: 6 }), steps);
          assert.deepEqual(inOneOrder(await drive(asOne(partsOf(options)), steps)), inOneOrder(expected));
        }),
        { seed: 1, numRuns: 150 },
      );
    });

  test("are asked for nothing where none of them is named", async () => {
    const [first, second, third] = partsOf();
    const asked: string[] = [];
    const watched = (part: Env, name: string): Env => ({
      ...part,
      reset(request) {
        asked.push(`reset ${name}`);
        return part.reset(request);
      },
      step(request) {
        asked.push(`step ${name}`);
        return part.step(request);
      },
    });
    const env = asOne([watched(first, "a"), watched(second, "b"), watched(third, "c")]);
    await env.reset({ envIds: [4, 3], seeds: [1, 2] });
    await env.reset({ envIds: [5, 0], seeds: [1, 2] });
    await env.step(push(3, 4));
    assert.deepEqual(asked, ["reset b", "reset a", "reset c", "step b"]);
  });

  test("are stepped at the same time, which takes as long as the slowest", async () => {
    let entered = 0;
    let open: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (open = resolve));
    // Nobody is let through before all three parts are in their step.
    const gate = async (envId: number) => {
      if ([0, 2, 5].includes(envId) && ++entered === 3) open();
      await all;
    };
    const timed = partsOf({ gate }).map((part, i) => ({
      ...part,
      step: async (request: Parameters<Env["step"]>[0]): Promise<StepResult> => ({
        ...(await part.step(request)),
        simulateTime: [0.25, 0.75, 0.5][i]!,
      }),
    })) as unknown as [Env, Env, Env];
    const env = asOne(timed);
    await env.reset(everybody);
    assert.equal((await env.step(push(0, 2, 5))).simulateTime, 0.75);
    assert.equal((await env.step(push(5))).simulateTime, 0.5);
  });

  test("say whose episode is not running by the number it has here", async () => {
    const env = asOne(partsOf());
    await env.reset({ envIds: [2], seeds: [1] });
    await assert.rejects(env.step(push(2, 3)), (error: unknown) => {
      assert.ok(error instanceof ResetNeeded);
      assert.equal(error.envId, 3);
      return true;
    });
  });

  test("name every episode of a request as lost where one of them lost its simulator, once nothing is under way any more", async () => {
    const [first, second, third] = partsOf();
    let answered = false;
    const slow: Env = {
      ...first,
      step: async (request) => {
        await new Promise((resolve) => setImmediate(resolve));
        answered = true;
        return await first.step(request);
      },
    };
    const dead: Env = {
      ...second,
      step: ({ envIds }) => Promise.reject(new EpisodeLost(envIds, "it was killed")),
    };
    const env = asOne([slow, dead, third]);
    await env.reset(everybody);
    await assert.rejects(env.step(push(4, 0)), (error: unknown) => {
      assert.ok(error instanceof EpisodeLost);
      assert.deepEqual([error.envIds, error.reason, answered], [[4, 0], "it was killed", true]);
      return true;
    });
    // Who was not asked goes on.
    assert.deepEqual([...(await env.step(push(5))).observations], [5, 1, 1]);
  });

  test("have no others than they have", async () => {
    await assert.rejects(asOne(partsOf()).reset({ envIds: [1, 6], seeds: [1, 2] }), {
      name: "RangeError",
      message: "there are 6 environments, 0 … 5; got the number 6",
    });
  });

  test("are of one kind", () => {
    assert.throws(() => asOne([countingEnv({ actionSize: 2 }), countingEnv({ actionSize: 3 })]), {
      name: "RangeError",
      message:
        "only environments of one kind stand side by side: counting and counting differ in actionSpace",
    });
  });

  test("are all disposed, though one of them fails at it", async () => {
    const closed: string[] = [];
    const closing = (part: Env, name: string, fails = false): Env => ({
      ...part,
      async [Symbol.asyncDispose]() {
        if (fails) throw new Error("it would not end");
        closed.push(name);
      },
    });
    const [first, second, third] = partsOf();
    const env = asOne([closing(first, "a"), closing(second, "b", true), closing(third, "c")]);
    await assert.rejects(async () => await env[Symbol.asyncDispose](), /it would not end/);
    assert.deepEqual(closed, ["a", "c"]);
  });
});

/** Lists of numbers of environments have no order of their own: who was lost, and whose last observations there are. */
function inOneOrder(events: Awaited<ReturnType<typeof drive>>) {
  return events.map((event) => {
    if (event.kind === "reset") return event;
    const { lost, clipped, final, ...rest } = event.result as StepResult<Space> as StepResult;
    const last = final?.envIds.map((envId, i) => [envId, ...final.observations.slice(3 * i, 3 * i + 3)]);
    const sorted = (some: readonly number[] = []) => [...some].sort((a, b) => a - b);
    return {
      kind: event.kind,
      result: {
        ...rest,
        lost: sorted(lost),
        clipped: sorted(clipped),
        final: last?.sort((a, b) => a[0]! - b[0]!),
      },
    };
  });
}
