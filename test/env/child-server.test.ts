import assert from "node:assert/strict";
import { test } from "node:test";
import { ChildServer, ServerStartFailed } from "../../src/env/child-server.ts";
import { isAlive } from "../support/command.ts";
import { until } from "../support/wait.ts";

/** A child that runs `script`; readyTimeoutMs is generous, since a test machine may be busy. */
const node = (script: string, readyTimeoutMs = 20_000) =>
  ChildServer.start({ command: process.execPath, args: ["-e", script], readyTimeoutMs });

const announce = `console.log(JSON.stringify({ endpoint: "ipc://somewhere" }));`;
const untilStdinCloses = `process.stdin.resume(); process.stdin.on("end", () => process.exit(0));`;

test("the endpoint is what the child announced, and disposing ends the child", async () => {
  const server = await node(announce + untilStdinCloses);
  assert.equal(server.endpoint, "ipc://somewhere");
  assert.ok(isAlive(server.pid));
  await server[Symbol.asyncDispose]();
  assert.ok(!isAlive(server.pid));
  assert.match(await server.exited, /ended with code 0/);
});

test("a child that ends before it listens is an error with its last lines", async () => {
  await assert.rejects(
    node(`console.error("no such model"); process.exit(3);`),
    (error) => error instanceof ServerStartFailed && /ended with code 3\nno such model/.test(error.message),
  );
});

test("a command that does not exist is an error that names it", async () => {
  const start = ChildServer.start({ command: "gaitway-no-such-command", args: [], readyTimeoutMs: 5000 });
  await assert.rejects(
    start,
    (error) => error instanceof ServerStartFailed && /gaitway-no-such-command/.test(error.message),
  );
});

test("a child that says nothing is an error after its time, and is not left running", async () => {
  await assert.rejects(
    node(`console.error("still loading"); setInterval(() => {}, 1000);`, 1500),
    (error) => {
      return error instanceof ServerStartFailed && /within 1500 ms/.test(error.message);
    },
  );
});

test("a child that announces nonsense is refused", async () => {
  await assert.rejects(node(`console.log("hello");${untilStdinCloses}`), /announced itself with "hello"/);
});

test("a child that ignores the end of its input is killed", async () => {
  const server = await node(`${announce} setInterval(() => {}, 1000);`);
  await server[Symbol.asyncDispose]();
  assert.ok(!isAlive(server.pid));
  assert.match(await server.exited, /ended by SIGKILL/);
});

test("aborting the start ends the child", async () => {
  const abort = new AbortController();
  const pids: number[] = [];
  const start = ChildServer.start({
    command: process.execPath,
    args: ["-e", "console.error(process.pid); setInterval(() => {}, 1000);"],
    readyTimeoutMs: 20_000,
    onLine: (line) => {
      pids.push(Number(line));
      abort.abort(new Error("enough"));
    },
    signal: abort.signal,
  });
  await assert.rejects(start, /enough/);
  assert.ok(!isAlive(pids[0] as number));
});

test("a start that is aborted ends the child", async () => {
  const stop = new AbortController();
  const start = ChildServer.start({
    command: process.execPath,
    args: ["-e", `console.error("loading"); setInterval(() => {}, 1000);`],
    readyTimeoutMs: 20_000,
    signal: stop.signal,
    onLine: () => stop.abort(new Error("enough")),
  });
  await assert.rejects(start, /^Error: enough$/);
});

test("a child runs where it is told, with the variables it is given beside the others", async () => {
  const lines: string[] = [];
  await using server = await ChildServer.start({
    command: process.execPath,
    args: [
      "-e",
      `console.error(process.cwd(), process.env.WORD, "PATH" in process.env);${announce}${untilStdinCloses}`,
    ],
    cwd: "/",
    environment: { WORD: "said" },
    readyTimeoutMs: 20_000,
    onLine: (line) => lines.push(line),
  });
  await until("the line came", () => lines.length > 0);
  assert.deepEqual(lines, ["/ said true"]);
  assert.equal(await server.trouble(), undefined);
});

test("a child that is stopped is told from one that runs and one that ended", async () => {
  const server = await node(announce + untilStdinCloses);
  process.kill(server.pid, "SIGSTOP");
  let trouble: string | undefined;
  for (let i = 0; trouble === undefined && i < 100; i++) trouble = await server.trouble();
  assert.match(trouble ?? "", new RegExp(`is stopped \\(SIGSTOP\\): kill -CONT ${server.pid}`));
  await server[Symbol.asyncDispose]();
  assert.match((await server.trouble()) ?? "", /ended by SIGKILL/);
});
