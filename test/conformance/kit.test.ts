/** The conformance kit finds nothing wrong with servers that are right, whatever they serve. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { faultChecks, wireChecks } from "../../src/conformance/all-checks.ts";
import { type Check, groups } from "../../src/conformance/check.ts";
import { ChildServer } from "../../src/env/child-server.ts";
import { serve } from "../../src/env/serve.ts";
import { differentiableToy } from "../../src/env/toys/tasks.ts";
import { NotAllowed, PeerUnreachable } from "../../src/transport/errors.ts";
import { Folder } from "../support/command.ts";
import { countingEnv } from "../support/counting-env.ts";
import { testKeys } from "../support/keys.ts";
import { packageRoot } from "../support/package-root.ts";
import { python, pythonTest } from "../support/python.ts";
import { failuresOf, resultsOf } from "../support/run-checks.ts";
import { serveSmallest, smallestServer } from "../support/smallest-server.ts";

const quiet = { onWarning: () => {} };
const all = [...wireChecks, ...faultChecks];

/** Nothing fails, and exactly the checks named by a word of their reason are skipped for it. */
async function passes(endpoint: string, checks: readonly Check[] = all) {
  const results = await resultsOf(endpoint, checks);
  assert.deepEqual(failuresOf(results), []);
  return results;
}

describe("the TypeScript server passes with", { timeout: 120_000, concurrency: 2 }, () => {
  test("four environments whose episodes end, over ipc", async () => {
    await using server = await serve(countingEnv({ episodeLength: 6 }), { endpoint: "ipc://*", ...quiet });
    const results = await passes(server.endpoint);
    assert.equal(results.length, all.length);
  });

  test("a toy that knows its derivatives", async () => {
    const toy = differentiableToy("toy:pendulum", 2);
    await using server = await serve(toy, { endpoint: "ipc://*", ...quiet });
    const results = await passes(server.endpoint, wireChecks);
    const derived = results.filter(({ check }) => check.source === "Linearize");
    assert.deepEqual(derived.map(({ status }) => status), ["passed", "passed", "passed", "passed"]); // biome-ignore format: one line
  });

  test("one environment, over tcp", async () => {
    const env = countingEnv({ envCount: 1, episodeLength: 3, dtype: "float32" });
    await using server = await serve(env, { endpoint: "tcp://127.0.0.1:*", ...quiet });
    await passes(server.endpoint);
  });

  test("256 environments", async () => {
    await using server = await serve(countingEnv({ envCount: 256 }), { endpoint: "ipc://*", ...quiet });
    await passes(server.endpoint, wireChecks);
  });

  test("actions that are whole episodes", async () => {
    const env = countingEnv({ envCount: 3, episodeLength: 1 });
    const whole = { ...env, spec: { ...env.spec, controlPeriod: 0 } };
    await using server = await serve(whole, { endpoint: "ipc://*", ...quiet });
    await passes(server.endpoint);
  });

  test("steps of 60 ms, in which deadlines pass and environments are seen busy", async () => {
    const env = countingEnv({ envCount: 2, episodeLength: 6, gate: () => delay(30) });
    await using server = await serve(env, { endpoint: "ipc://*", ...quiet });
    const telling = ["deadlines", "liveness", "ownership", "capabilities"];
    const results = await passes(
      server.endpoint,
      all.filter(({ group }) => telling.includes(group)),
    );
    const tooQuick = results.flatMap((each) =>
      each.status === "skipped" && each.reason.startsWith("a step takes") ? [each.check.name] : [],
    );
    assert.deepEqual(tooQuick, []);
  });
});

test("the TypeScript server with keys passes, and is not spoken with without them", {
  timeout: 60_000,
}, async () => {
  await using folder = await Folder.create();
  const { server: keys, agent: curve } = await testKeys(folder.path);
  await using server = await serve(countingEnv(), { endpoint: "tcp://127.0.0.1:*", keys, ...quiet });
  assert.deepEqual(failuresOf(await resultsOf(server.endpoint, all, { curve })), []);
  await assert.rejects(resultsOf(server.endpoint, all), NotAllowed);
});

describe("the Python server passes with", { timeout: 120_000, concurrency: 2 }, () => {
  for (const [what, args] of [
    ["one environment in its own process", ["toy:point-mass"]],
    ["three environments in two processes", ["toy:states", "--envs", "3", "--processes", "2"]],
    ["every space there is", ["toy:spaces", "--envs", "2"]],
    ["actions out of bounds clipped", ["toy:identity", "--actions", "clip"]],
  ] as const) {
    pythonTest(what, async () => {
      await using server = await ChildServer.start({
        command: python,
        args: ["-m", "gaitway_envs", "serve", ...args, "--child"],
        environment: { PYTHONPATH: join(packageRoot, "envs"), PYTHONDONTWRITEBYTECODE: "1" },
        readyTimeoutMs: 30_000,
      });
      await passes(server.endpoint);
    });
  }
});

describe("the smallest server", { timeout: 60_000 }, () => {
  pythonTest("passes, and only what it does not claim or cannot show is skipped", async () => {
    await using server = await serveSmallest();
    const results = await passes(server.endpoint);
    const unexplained = results.flatMap((each) =>
      each.status === "skipped" &&
      !/capability|one environment|1 environment|step takes|no options|policy is|properties/.test(each.reason)
        ? [`${each.check.name}: ${each.reason}`]
        : [],
    );
    assert.deepEqual(unexplained, []);
  });

  test("is one file of fewer than 80 lines that imports pyzmq, protobuf and the standard library alone", async () => {
    const text = await readFile(smallestServer, "utf8");
    assert.ok(text.split("\n").length - 1 < 80, `${text.split("\n").length - 1} lines`);
    const imported = [...text.matchAll(/^(?:from|import) (\w+)/gm)].map(([, name]) => name);
    const standard = ["os", "struct", "sys"];
    const foreign = imported.filter((name) => !standard.includes(name as string));
    assert.deepEqual(foreign, ["zmq", "gaitway", "google"]);
  });
});

describe("the table of checks", () => {
  test("has at least 40 of wire and semantics and 15 of faults, each name once, every group in use", () => {
    assert.ok(wireChecks.length >= 40 && faultChecks.length >= 15);
    assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    assert.deepEqual([...new Set(all.map(({ group }) => group))], [...groups]);
  });

  test("cites headings of proto/README.md and names of gaitway.proto", async () => {
    const readme = await readFile(join(packageRoot, "proto", "README.md"), "utf8");
    const proto = await readFile(join(packageRoot, "proto", "gaitway", "v1", "gaitway.proto"), "utf8");
    const known = ({ source }: Check) => {
      const [message = "", field = ""] = source.split(".");
      const named = new RegExp(`^(message|enum) ${message} `, "m").test(proto);
      return readme.includes(`\n## ${source}\n`) || (named && proto.includes(field));
    };
    assert.deepEqual(all.filter((check) => !known(check)).map(({ source }) => source), []); // biome-ignore format: one thought
  });

  test("cannot be run where nobody listens", async () => {
    await assert.rejects(resultsOf("ipc:///nobody/listens/here", wireChecks), PeerUnreachable);
  });
});
