/** A robot on the wire that lets in only who has a key: the doctor and the ladder reach it with the key, and nothing does without. */
import assert from "node:assert/strict";
import { Folder } from "../../support/command.ts";
import { testKeys } from "../../support/keys.ts";
import { pythonTest } from "../../support/python.ts";
import { saveStandingPolicy } from "./standing-policy.ts";

pythonTest(
  "doctor and deploy reach a robot with keys by --keys and --server-key, and not without",
  async () => {
    await using folder = await Folder.create();
    const { server, agent } = await testKeys(folder.path);
    await saveStandingPolicy(folder.file("standing"));
    // A second, as what keeps the link from running for a moment is not what is tested here.
    const robot = folder.start(
      ...["emulate", "robot", "--watchdog", "1"],
      ...["--keys", server.secretKeyFile, "--allow", server.allow],
    );
    const [endpoint] = await robot.shows(/tcp:\/\/127\.0\.0\.1:\d+/);
    const keys = ["--keys", agent.secretKeyFile, "--server-key", agent.serverKey];

    const examined = await folder.run("doctor", "--robot", endpoint, ...keys);
    assert.match(examined.stdout, /ok\s+robot: aibo 1 at tcp:.*300 readings, torque off/);

    const deploy = ["deploy", "standing", "--to", endpoint, "--unrehearsed", "standing", "--unattended"];
    const quick = ["--ramp", "0.5", "--shadow", "0.2", "--fade", "0.2", "--duration", "0.5"];
    for (const rung of ["dry", "limited", "full"]) {
      const { code, stdout, stderr } = await folder.run(...deploy, ...quick, ...keys, "--rung", rung);
      // Of a second's ticks a single one may be late, where other tests run beside: the rung fails then, by that alone.
      const wasOnlyLate =
        /next +(on time|not skipped) failed/.test(stdout) &&
        /latched: the duration of the plan is over/.test(stderr);
      assert.ok(code === 0 || (code === 1 && wasOnlyLate), `${rung}: ${code} ${stdout}${stderr}`);
    }

    const refused = await folder.run(...deploy);
    assert.equal(refused.code, 1, refused.stderr);
    assert.match(refused.stderr, /lets in only agents with a key, and none was given/);
    const misplaced = await folder.run("deploy", "standing", "--to", "sim:aibo", ...keys);
    assert.equal(misplaced.code, 2);
    assert.match(misplaced.stderr, /--keys and --server-key are for a robot at tcp/);
    robot.child.kill("SIGTERM");
    assert.equal((await robot.finished).code, 0);
  },
);
