/** The emulator as the command line starts it: a port that answers, events, an end that leaves nothing behind. */
import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { PassThrough } from "node:stream";
import { emulateCommand } from "../../src/cli/emulate.ts";
import { type EmulatorEvent, emulate } from "../../src/cli/emulator.ts";
import { describeRobot } from "../../src/deploy/drivers/wire/describe.ts";
import { Folder } from "../support/command.ts";
import { pythonTest } from "../support/python.ts";

/** An emulator under way; `event` resolves with the next one of that name. */
function started(args: readonly string[]) {
  const input = new PassThrough();
  const stopping = new AbortController();
  const events: EmulatorEvent[] = [];
  let wake = () => {};
  const onEvent = (event: EmulatorEvent) => {
    events.push(event);
    wake();
  };
  const code = emulate({ args, input, endsWithInput: false, onEvent, signal: stopping.signal });
  const event = async (name: string): Promise<EmulatorEvent> => {
    for (;;) {
      const found = events.find((said) => said.event === name);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { input, code, event, stop: () => stopping.abort() };
}

pythonTest("a servo bus answers a ping on the port it names, and ends with its last event", async () => {
  const emulator = started(["emulate", "servo-bus"]);
  const { path } = await emulator.event("ready");
  const port = await open(String(path), "r+");
  // The manufacturer's example: ping of ID 1.
  await port.write(Buffer.from("fffffd000103000119" + "4e", "hex"));
  const { buffer, bytesRead } = await port.read(Buffer.alloc(64), 0, 64, null);
  assert.equal(buffer.subarray(0, bytesRead).toString("hex").slice(0, 24), "fffffd000107005500060" + "42d");
  await port.close();
  emulator.input.write('{"request":"report"}\n');
  assert.equal((await emulator.event("report")).held, true);
  emulator.stop();
  assert.equal(await emulator.code, 0);
  assert.equal((await emulator.event("ended")).distance, 0);
});

pythonTest("a fault that does not exist is a wrong use", async () => {
  assert.equal(await started(["emulate", "servo-bus", "--fault", '{"fault":"tired"}']).code, 2);
});

pythonTest(
  "a robot prints the address it is commanded at, has the watchdog that was asked for, and says how it ended",
  async () => {
    await using folder = await Folder.create();
    const robot = folder.start("emulate", "robot", "--watchdog", "0.5", "--log", "robot.jsonl");
    const [endpoint] = await robot.shows(/tcp:\/\/127\.0\.0\.1:\d+/);
    const { spec } = await describeRobot(endpoint);
    const { kind, timeout } = spec.watchdog as { kind: string; timeout: number };
    assert.deepEqual([spec.name, kind, timeout], ["aibo", "device", 0.5]);
    robot.child.kill("SIGINT");
    const { code, stdout, stderr } = await robot.finished;
    assert.deepEqual([code, stdout], [0, `${endpoint}\n`]);
    assert.match(stderr, /stopped: 0\.000 m/);
    // Asked what it is, it was neither owned nor moved.
    assert.equal(await folder.read("robot.jsonl"), "");
  },
);

pythonTest("a watchdog longer than a robot may have is a wrong use", async () => {
  assert.equal(await started(["robot", "aibo", "--watchdog", "11"]).code, 2);
});

pythonTest("the help of every robot names its options and shows how it is used", () => {
  const command = emulateCommand();
  let shown = "";
  const writeOut = (text: string) => {
    shown += text;
  };
  command.configureOutput({ writeOut }).outputHelp();
  assert.match(shown, /gaitway emulate servo-bus --link/);
  for (const robot of command.commands) assert.match(robot.helpInformation(), /--log <file>/);
});
