import assert from "node:assert/strict";
import { test } from "node:test";
import { driverSource, openDriver, UnknownTarget } from "../../../src/deploy/drivers/open-driver.ts";

test("a target that no driver knows is refused with all that there are", () => {
  assert.throws(
    () => driverSource("mqtt://robot", null),
    (error: Error) => {
      assert.ok(error instanceof UnknownTarget);
      for (const word of ["mqtt://robot", "sim:", "tcp://", "dynamixel:", "opencat:"])
        assert.ok(error.message.includes(word));
      return true;
    },
  );
});

test("a known target is opened by its own driver, with what it was given", async () => {
  const source = driverSource("sim:aibo", 7);
  assert.deepEqual(structuredClone(source), source);
  await assert.rejects(
    openDriver(source, () => 0),
    /sim:aibo is a robot in a thread: .* got number/,
  );
});
