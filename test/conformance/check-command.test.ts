/** gaitway check as other people's CI meets it: exit codes, JSON lines, JUnit, and what is said when it is used wrongly. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { styleOf, textOutput } from "../../src/cli/check-output.ts";
import { junitXml } from "../../src/cli/junit.ts";
import type { Check, CheckResult } from "../../src/conformance/check.ts";
import { serve } from "../../src/env/serve.ts";
import { Folder } from "../support/command.ts";
import { countingEnv } from "../support/counting-env.ts";

const check: Check = {
  group: "sessions",
  name: 'says "<no>" & goes',
  why: "Because.",
  source: "Limits",
  run: async () => "",
};
const results: readonly CheckResult[] = [
  { check, status: "passed", seen: "all well", elapsedMs: 12.4 },
  { check, status: "failed", expected: "a\u0000b", seen: "c ]]> d", cause: "e\nf", elapsedMs: 1 },
  { check: { ...check, group: "bye" }, status: "skipped", reason: "not claimed", elapsedMs: 0 },
];

describe("gaitway check", { timeout: 60_000 }, () => {
  test("ends with 0 where nothing fails, and says each check as a JSON object and as JUnit", async () => {
    await using server = await serve(countingEnv(), { endpoint: "ipc://*", onWarning: () => {} });
    await using folder = await Folder.create();
    const args = ["check", server.endpoint, "--only", "sessions:", "--json", "--junit", "report.xml"];
    const { code, stdout, stderr } = await folder.run(...args);
    assert.equal(code, 0, stderr);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one thought
    const summary = lines.pop();
    assert.ok(lines.length > 3 && lines.every(({ type, group, status }) => type === "check" && group === "sessions" && status === "passed")); // biome-ignore format: one thought
    assert.deepEqual([summary.type, summary.passed, summary.failed], ["summary", lines.length, 0]);
    const xml = await folder.read("report.xml");
    assert.equal(xml.match(/<testcase /g)?.length, lines.length);
  });

  test("counts one as one", async () => {
    await using server = await serve(countingEnv(), { endpoint: "ipc://*", onWarning: () => {} });
    await using folder = await Folder.create();
    const only = "drops a request whose id it has seen";
    const { stdout } = await folder.run("check", server.endpoint, "--only", only, "--json");
    const [line = ""] = stdout.split("\n");
    assert.equal(JSON.parse(line).seen, "1 answer");
  });

  test("says which report could not be written", async () => {
    await using server = await serve(countingEnv(), { endpoint: "ipc://*", onWarning: () => {} });
    await using folder = await Folder.create();
    const args = ["check", server.endpoint, "--only", "bye:", "--junit", "nowhere/report.xml"];
    const { code, stderr } = await folder.run(...args);
    assert.match(stderr, /cannot write nowhere\/report\.xml \(ENOENT\); choose a folder that is there/);
    assert.equal(code, 1);
  });

  test("ends with 1 where something fails, and says what was expected and seen, and why it matters", async () => {
    const env = countingEnv();
    const mutant = { ...env, spec: { ...env.spec, version: "" } };
    await using server = await serve(mutant, { endpoint: "ipc://*", onWarning: () => {} });
    await using folder = await Folder.create();
    const { code, stdout } = await folder.run("check", server.endpoint, "--only", "version of it");
    assert.equal(code, 1);
    assert.match(stdout, /FAILED {2}names its environment and the version of it/);
    assert.match(stdout, /expected {2}a version\n +seen {6}none\n +likely .*\n +why .*\(Spec\)/);
    assert.match(stdout, /0 passed · 1 failed · 0 skipped/);
  });

  for (const [what, args, code, said] of [
    ["an endpoint without a scheme", ["localhost:5555"], 2, /Did you mean tcp:\/\/localhost:5555\?/],
    [
      "an address where nobody listens",
      ["ipc:///nobody/here"],
      1,
      /nobody listens at ipc:\/\/\/nobody\/here/,
    ],
    ["a pattern that no check contains", ["ipc:///x", "--only", "zebra"], 2, /Groups: handshake, versions/],
  ] as const) {
    test(`says what is wrong with ${what}, and ends with ${code}`, async () => {
      await using folder = await Folder.create();
      const finished = await folder.run("check", ...args);
      assert.match(finished.stderr, said);
      assert.equal(finished.code, code);
    });
  }
});

test("JUnit XML names groups as suites, escapes what a server said, and counts failures and skips", () => {
  const xml = junitXml("ipc:///a&b", results);
  assert.match(
    xml,
    /<testsuites name="gaitway check ipc:\/\/\/a&amp;b" tests="3" failures="1" errors="0" skipped="1" time="0.013">/,
  );
  assert.match(xml, /<testsuite name="sessions" tests="2" failures="1" errors="0" skipped="0" time="0.013">/);
  assert.match(
    xml,
    /<testcase name="says &quot;&lt;no&gt;&quot; &amp; goes" classname="sessions" time="0.012"\/>/,
  );
  assert.match(xml, /<failure type="conformance" message="expected a\ufffdb, seen c \]\]&gt; d">/);
  assert.match(xml, /<skipped message="not claimed"\/>/);
  assert.equal(xml.match(/<(?![/?])/g)!.length, xml.match(/<\/|\/>/g)!.length, "every element is closed");
});

test("a terminal gets marks and colors within its width, a file gets words", () => {
  const lines = (interactive: boolean, color: boolean) => {
    const written: string[] = [];
    const output = textOutput((line) => written.push(line), styleOf({ interactive, color, columns: 40 }));
    for (const result of results) output.result(result);
    output.end(results, 1234);
    return written.join("\n");
  };
  assert.ok(lines(true, true).includes("\u001b[32m✓\u001b[0m says"));
  assert.match(lines(true, false), /✗ says.*1 passed · 1 failed · 1 skipped in 1\.2 s/s);
  assert.ok(!lines(true, false).includes("\u001b"));
  assert.match(lines(false, false), /FAILED {2}says.*\n +expected/);
  assert.match(lines(false, false), /skipped says.*\n +not claimed/);
});
