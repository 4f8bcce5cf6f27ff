/** From a port to a robot that may be driven: what is set up, and each reason for a refusal with its remedy. */
import assert from "node:assert/strict";
import { BusError, type BusErrorKind } from "../../../../src/deploy/drivers/dynamixel/bus-error.ts";
import { pythonTest } from "../../../support/python.ts";
import { BusPeer, type PeerOptions } from "../support/bus-peer.ts";
import { legOn, opened } from "../support/opened.ts";

const start = (options: PeerOptions = {}) => BusPeer.start({ board: 200, ...options });

function refused(kind: BusErrorKind, ...words: RegExp[]) {
  return (error: unknown) => {
    assert.ok(error instanceof BusError, String(error));
    assert.equal(error.kind, kind);
    for (const word of words) assert.match(error.message, word);
    return true;
  };
}

pythonTest(
  "servos are limp, answer at once, follow with a limited current, and have their registers side by side",
  async () => {
    await using peer = await start();
    await peer.tell({ set: 64, id: 2, bytes: [1] });
    // What a run that died left behind.
    await peer.tell({ set: 98, id: 3, bytes: [255] });
    const driver = await opened(peer);
    for (const id of [1, 2, 3]) {
      assert.deepEqual(await peer.get(id, 64), [0], "torque");
      assert.deepEqual(await peer.get(id, 9), [0], "return delay");
      assert.deepEqual(await peer.get(id, 11), [5], "operating mode");
      assert.deepEqual(await peer.get(id, 98), [0], "bus watchdog");
      // Present current, velocity and position are 126 … 135, hardware error 70, temperature 146.
      assert.deepEqual(await peer.get(id, 168, 4), [126, 0, 127, 0]);
      assert.deepEqual(await peer.get(id, 168 + 2 * 11, 4), [146, 0, 102, 0]);
    }
    assert.equal(driver.isLimp(), 1);
    driver.close();
  },
);

pythonTest("torque off is the first thing on the bus, and no goal is on it", async () => {
  await using peer = await start();
  const driver = await opened(peer);
  const packets = await peer.log();
  // Sync write (83) of 1 byte at 64 (40 00): 0 for 1, 2 and 3.
  assert.match(packets[0] as string, /^fffffd00fe..0083400001000100020003/);
  assert.deepEqual(
    packets.filter((packet) => /^fffffd00....00(83|03)(ec|74|66)00/.test(packet)),
    [],
  );
  driver.close();
});

pythonTest("what wears out is not written when it is right already", async () => {
  await using peer = await start();
  (await opened(peer)).close();
  await peer.log();
  (await opened(peer)).close();
  const wearing = (await peer.log()).filter((packet) => /^fffffd00....0003(09|0b)00/.test(packet));
  assert.deepEqual(wearing, []);
});

pythonTest("who is connected is said, and that the servos watch the bus", async () => {
  await using peer = await start();
  const driver = await opened(peer);
  assert.match(
    driver.identity,
    /3 × XM430-W210 \(ids 1 2 3, firmware 45\) on \/dev\/pts\/\d+ at 1000000 baud/,
  );
  assert.match(driver.identity, /sensor board 200 \(firmware 45\); 12\.0 V, up to 30 °C; not calibrated/);
  assert.match(driver.identity, /bus watchdog 300 ms, armed while torque is on/);
  assert.deepEqual(driver.robot.watchdog.kind, "device");
  driver.close();
});

pythonTest("a servo that is not there is named, and so are those that are", async () => {
  await using peer = await start({ ids: [1, 3] });
  await assert.rejects(opened(peer), refused("missing", /servo 2 \(knee\)/, /ids 1, 3, 200 answer/));
  // The port is free again.
  const description = legOn({ ids: [1, 3, 7] });
  await assert.rejects(opened(peer, { description }), refused("missing", /servo 7 \(toe\)/));
});

pythonTest("another model is refused with both numbers", async () => {
  await using peer = await start({ model: 1020 });
  await assert.rejects(
    opened(peer),
    refused("wrongModel", /servo 1 \(hip\) says it is model 1020, expected 1030/),
  );
});

pythonTest("where nobody answers, the rate at which somebody does is found", async () => {
  await using peer = await start({ baud: 57_600 });
  await assert.rejects(
    opened(peer),
    refused("noDevices", /at 1000000 baud/, /but at 57600 baud \(id 1\); set baud/),
  );
});

pythonTest("where nobody answers at any rate, it is the supply, the cable or the port", async () => {
  await using peer = await start({ ids: [99] });
  for (const id of [99, 200]) await peer.tell({ silent: true, id });
  const description = legOn({ board: null });
  await assert.rejects(
    opened(peer, { description }),
    refused("noDevices", /asked ids 1, 2, 3/, /nor at any other/, /supply/),
  );
});

pythonTest("a hardware error is named with what helps", async () => {
  await using peer = await start();
  // Bits 2 and 5.
  await peer.tell({ set: 70, id: 2, bytes: [36] });
  await assert.rejects(
    opened(peer),
    refused("hardwareError", /servo 2 \(knee\).*overheated, overloaded.*cool down/),
  );
});

pythonTest("a hot servo is not loaded again", async () => {
  await using peer = await start();
  await peer.tell({ set: 146, id: 3, bytes: [71] });
  await assert.rejects(
    opened(peer),
    refused("overheated", /servo 3 \(toe\) is at 71 °C, expected at most 70/),
  );
});

pythonTest("a bus that answers too late for a tick is refused before it has to keep up", async () => {
  await using peer = await start();
  await peer.tell({ delay: 0.03 });
  await assert.rejects(
    opened(peer, { controlPeriod: 0.02 }),
    refused("tooSlow", /tick of 0.02 s.*latency_timer/),
  );
});

pythonTest(
  "an adapter that sends our own bytes back, and a line with noise on it, are no obstacle",
  async () => {
    await using peer = await start();
    await peer.tell({ echo: true });
    await peer.tell({ before: [0xff, 0xff, 0xfd, 0x00, 0x01] });
    (await opened(peer)).close();
  },
);
