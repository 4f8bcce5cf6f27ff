import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { until } from "../../support/wait.ts";
import { newDevice } from "./device.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-endings-"));
after(() => rmSync(folder, { recursive: true }));
const program = join(import.meta.dirname, "deploying.js");

/** Starts a robot that runs, ends it in some way, and answers with what the device was told. */
async function endBy(
  end: (child: ReturnType<typeof spawn>) => void,
  through: "directly" | "a shell",
): Promise<string> {
  const robot = newDevice(join(folder, `robot-${devices++}`));
  // The shell is the parent that goes; it waits, so it does not turn into the program itself.
  const child =
    through === "directly"
      ? spawn(process.execPath, [program, robot.path], { stdio: ["ignore", "pipe", "inherit"] })
      : spawn("sh", ["-c", '"$0" "$1" "$2" & wait', process.execPath, program, robot.path], {
          stdio: ["ignore", "pipe", "inherit"],
        });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  end(child);
  let said = "";
  await until("the robot is let go", () => {
    said += robot.read();
    return /[CE]\n$/.test(said);
  });
  robot.close();
  return said.replaceAll("\n", "");
}

let devices = 0;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  test(`${signal} stops the robot in good order, and no emergency is needed`, async () => {
    const said = await endBy((child) => child.kill(signal), "directly");
    assert.match(said, /T1W+T0(T0)*C$/);
  });

test("a parent that is killed takes the robot's motion with it", async () => {
  const said = await endBy((child) => child.kill("SIGKILL"), "a shell");
  assert.match(said, /T1W+T0(T0)*C$/);
});
