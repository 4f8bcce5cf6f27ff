import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createLogger, type LoggerOptions, roomLogger } from "../../src/observe/logging.ts";
import { createTerminal } from "../../src/observe/terminal.ts";
import { FakeTerminal } from "./fake-terminal.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-log-"));
after(() => rmSync(directory, { recursive: true }));
let files = 0;
const freshFile = () => join(directory, `log-${files++}.jsonl`);

function setup(options: LoggerOptions & { tty?: boolean; environment?: Record<string, string> } = {}) {
  const { tty = false, environment = {}, ...rest } = options;
  const screen = new FakeTerminal({ isTTY: tty });
  const logger = createLogger({ terminal: createTerminal(screen, environment), ...rest });
  return { logger, screen };
}

const entries = (file: string) =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test("a line is in the file when the call returns", async () => {
  const file = freshFile();
  await using logger = setup({ file }).logger;
  for (let lap = 0; lap < 50; lap += 1) {
    logger.info(`lap ${lap}`);
    assert.equal(entries(file).at(-1).message, `lap ${lap}`);
  }
});

test("a process that exits right after its last line loses none, and leaves stdout alone", () => {
  const file = freshFile();
  const module = new URL("../../src/observe/logging.js", import.meta.url);
  const program = `import { createLogger } from ${JSON.stringify(module)};
    const logger = createLogger({ file: ${JSON.stringify(file)} });
    for (let i = 0; i < 300; i += 1) logger.info("line " + i);
    process.exit(3);`;
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  assert.equal(result.status, 3, result.stderr);
  assert.equal(result.stdout, "");
  assert.equal(entries(file).length, 300);
  assert.equal(result.stderr.trimEnd().split("\n").length, 300);
});

test("every line of the file names time, level, room and message, and keeps the fields", async () => {
  const file = freshFile();
  const { logger } = setup({ file });
  roomLogger(logger, "transport").warn("peer is slow", { endpoint: "ipc://a", waitedMs: 250 });
  logger.info("no room");
  await logger.close();
  const [first, second] = entries(file);
  assert.deepEqual(
    { ...first, time: undefined },
    {
      time: undefined,
      level: "warn",
      room: "transport",
      message: "peer is slow",
      fields: { endpoint: "ipc://a", waitedMs: 250 },
    },
  );
  assert.match(first.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal("room" in second, false);
});

test("a field called level, message or room does not take the place of the real one", async () => {
  const file = freshFile();
  await using logger = setup({ file }).logger;
  roomLogger(logger, "train").info("real", { level: "error", message: "false", room: "x", time: 0 });
  const [entry] = entries(file);
  assert.deepEqual([entry.level, entry.message, entry.room], ["info", "real", "train"]);
});

test("whatever the fields hold, the file gets one line of JSON", async () => {
  const file = freshFile();
  await using logger = setup({ file }).logger;
  const cycle: Record<string, unknown> = {
    nan: Number.NaN,
    big: 10n ** 30n,
    call: () => 1,
    symbol: Symbol("s"),
  };
  cycle.self = cycle;
  const explosive = Object.defineProperty({}, "x", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  const gone = new Date(Number.NaN);
  logger.info("two\nlines \u2028 and \u0000", { cycle, explosive, gone, params: new Float64Array(1000) });
  const [entry] = entries(file);
  assert.equal(readFileSync(file, "utf8").split("\n").length, 2);
  assert.equal(entry.fields.cycle.nan, "NaN");
  assert.equal(entry.fields.cycle.self, "[circular]");
  assert.equal(entry.fields.cycle.big, `1${"0".repeat(30)}`);
  assert.match(entry.fields.explosive, /unreadable/);
  assert.equal(entry.fields.params.length, 65); // 64 numbers and a note about the other 936
});

test("an error is logged with everything that caused it", async () => {
  const file = freshFile();
  const { logger, screen } = setup({ file });
  const refused = Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" });
  const failed = new Error("the simulator cannot be reached", { cause: refused });
  logger.error("iteration 3 failed", { error: new TypeError("no trials", { cause: failed }), lap: 7 });
  await logger.close();
  const { error } = entries(file)[0].fields;
  assert.equal(error.name, "TypeError");
  assert.equal(error.cause.message, "the simulator cannot be reached");
  assert.equal(error.cause.cause.code, "ECONNREFUSED");
  assert.match(error.stack, /logging\.test/);
  assert.deepEqual(screen.screen.slice(1), [
    "    TypeError: no trials",
    "    caused by Error: the simulator cannot be reached",
    "    caused by Error: connect refused",
  ]);
});

test("an error that causes itself ends", async () => {
  const file = freshFile();
  const { logger, screen } = setup({ file });
  const error = new Error("snake");
  error.cause = error;
  logger.error("bite", { error });
  await logger.close();
  assert.equal(entries(file)[0].fields.error.cause, "[circular]");
  assert.ok(screen.screen.length < 12);
});

test("the terminal shows the level asked for and above, the file at least info", async () => {
  const expected = {
    error: ["error"],
    warn: ["error", "warn"],
    info: ["error", "warn", "info"],
    debug: ["error", "warn", "info", "debug"],
  } as const;
  for (const level of ["error", "warn", "info", "debug"] as const) {
    const file = freshFile();
    const { logger, screen } = setup({ level, file });
    const room = roomLogger(logger, "train");
    for (const each of expected.debug) room[each](`a ${each}`);
    await logger.close();
    assert.deepEqual(
      screen.screen.map((line) => line.split(/\s+/)[1]),
      expected[level],
    );
    const inFile = entries(file).map((entry) => entry.level);
    assert.deepEqual(inFile, level === "debug" ? expected.debug : expected.info);
  }
});

test("colors appear on a terminal only, and not when NO_COLOR is set or the terminal is dumb", async () => {
  const cases = [
    { tty: true, environment: {}, colored: true },
    { tty: true, environment: { NO_COLOR: "" }, colored: true }, // no-color.org: only when not empty
    { tty: true, environment: { NO_COLOR: "1" }, colored: false },
    { tty: true, environment: { TERM: "dumb" }, colored: false },
    { tty: false, environment: {}, colored: false },
  ];
  for (const { tty, environment, colored } of cases) {
    const { logger, screen } = setup({ tty, environment });
    logger.info("hello", { lap: 1 });
    await logger.close();
    assert.equal(screen.raw.includes("\x1b["), colored, JSON.stringify({ tty, environment }));
    assert.match(screen.screen[0]!, /^\d\d:\d\d:\d\d info +hello lap=1$/);
  }
});

test("control characters in a message cannot steer the terminal", async () => {
  const { logger, screen } = setup({ tty: true, environment: { NO_COLOR: "1" } });
  logger.warn("peer said \x1b[2J\x9b31m\x07", { name: "\x1b]0;owned\x07" });
  await logger.close();
  assert.match(screen.screen[0]!, /peer said \\x1b\[2J\\x9b31m\\x07 name=\\x1b\]0;owned\\x07$/);
});

test("an unknown level is refused with the known ones", () => {
  assert.throws(() => createLogger({ level: "verbose" as "info" }), {
    name: "RangeError",
    message: /"verbose".*error, warn, info, debug/,
  });
});

test("a file that cannot be opened is an error that names it and the remedy", () => {
  const file = join(directory, "absent", "log.jsonl");
  assert.throws(
    () => createLogger({ file }),
    (error: Error) => {
      assert.ok(error.message.includes(file));
      assert.match(error.message, /create its directory/);
      return true;
    },
  );
});

test("a line cut short by a killed process does not spoil the next one", async () => {
  const file = freshFile();
  writeFileSync(file, '{"message":"whole"}\n{"message":"cut sh');
  await using logger = setup({ file }).logger;
  logger.info("resumed");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 3);
  assert.equal(JSON.parse(lines[2]!).message, "resumed");
});

test("a full disk is said once and the run goes on", {
  skip: !existsSync("/dev/full") && "no /dev/full here",
}, async () => {
  const { logger, screen } = setup({ file: "/dev/full" });
  for (let lap = 0; lap < 3; lap += 1) logger.info(`lap ${lap}`);
  await logger.close();
  assert.equal(screen.screen.filter((line) => line.includes("cannot be written")).length, 1);
  assert.equal(screen.screen.filter((line) => /lap \d$/.test(line)).length, 3);
});

test("closing ends, also twice, and a late line reaches the terminal but not the file", async () => {
  const file = freshFile();
  const { logger, screen } = setup({ file });
  logger.info("early");
  await Promise.all([logger.close(), logger.close()]);
  await logger.close();
  roomLogger(logger, "cli").info("late");
  roomLogger(logger, "cli").debug("too quiet");
  assert.equal(entries(file).length, 1);
  assert.deepEqual(
    screen.screen.map((line) => line.split(" ").at(-1)),
    ["early", "late"],
  );
});

test("a reader that goes away does not end the run", async () => {
  const { logger, screen } = setup();
  screen.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  logger.info("nobody reads this");
  await logger.close();
});
