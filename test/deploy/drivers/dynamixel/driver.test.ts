/** A tick on the bus, and everything that can go wrong in one; expected numbers come from README.md's units. */
import assert from "node:assert/strict";
import { writeSync } from "node:fs";
import type { Driver } from "../../../../src/deploy/driver.ts";
import { faultNames } from "../../../../src/deploy/faults.ts";
import { pythonTest } from "../../../support/python.ts";
import { BusPeer } from "../support/bus-peer.ts";
import { clock, legOn, littleEndian, opened, reading } from "../support/opened.ts";

const targets = Float64Array.of(0.5, 0.5, -0.25);

/** A peer and a driver on it, both gone afterwards. */
function driverTest(name: string, body: (driver: Driver, peer: BusPeer) => Promise<void>): void {
  pythonTest(name, async () => {
    await using peer = await BusPeer.start({ board: 200 });
    const driver = await opened(peer);
    try {
      await peer.log();
      await body(driver, peer);
    } finally {
      driver.close();
    }
  });
}

const fault = (driver: Driver) => faultNames[reading(driver).fault];

/** Lets the bus be silent for longer than half of the watchdog's 300 ms. */
function stall(): void {
  const end = clock() + 0.16;
  while (clock() < end);
}

driverTest(
  "positions, speeds, currents and temperatures come in SI, turned where the servo is",
  async (driver, peer) => {
    // Servo 2 turns against its joint. 3072 − 2048 = 1024 ticks, a quarter turn; −100 units = −22.9 rev/min; 100 units = 0.269 A.
    await peer.tell({ set: 132, id: 2, bytes: littleEndian(3072, 4) });
    await peer.tell({ set: 128, id: 2, bytes: littleEndian(2 ** 32 - 100, 4) });
    await peer.tell({ set: 126, id: 2, bytes: littleEndian(100, 2) });
    await peer.tell({ set: 146, id: 2, bytes: [41] });
    const before = clock();
    const { fault: code, values, stamps } = reading(driver);
    assert.equal(faultNames[code], "none");
    assert.ok(Math.abs((values.kneeAngle as number) + Math.PI / 2) < 1e-12);
    assert.ok(Math.abs((values.kneeSpeed as number) - (22.9 * 2 * Math.PI) / 60) < 1e-12);
    assert.ok(Math.abs((values.kneeCurrent as number) + 0.269) < 1e-12);
    assert.equal(values.kneeTemperature, 41);
    assert.equal(values.hipAngle, 0);
    for (const stamp of stamps) assert.ok(before <= stamp && stamp <= clock());
  },
);

driverTest("the board's turning, acceleration, gravity and touch come in SI", async (driver, peer) => {
  const counts = [-500, 250, 1, 1962, -2, 3, 0, 0, -32767];
  const paws = [0, 350, 65535, 1];
  const bytes = [...counts, ...paws].flatMap((count) => littleEndian(count < 0 ? count + 65536 : count, 2));
  await peer.tell({ set: 224, id: 200, bytes });
  const { values } = reading(driver);
  const expected = {
    ...{ angularVelocityX: -0.5, angularVelocityY: 0.25, angularVelocityZ: 0.001 },
    ...{ accelerationX: 9.81, accelerationY: -0.01, accelerationZ: 0.015 },
    ...{ gravityX: 0, gravityY: 0, gravityZ: -1 },
    ...{ heelTouch: 0, ballTouch: 3.5, sideTouch: 655.35, topTouch: 0.01 },
  };
  for (const [name, value] of Object.entries(expected))
    assert.ok(Math.abs((values[name] as number) - value) < 1e-9, name);
});

driverTest("targets go out as positions at a share of the current limit", async (driver, peer) => {
  assert.equal(driver.write(targets, 0.25), 0);
  // 0.5 rad · 4096/2π = 325.9 ticks, the knee's the other way; −0.25 rad is −163.0. A quarter of 1193 is 298.
  assert.deepEqual(await peer.get(1, 116, 4), littleEndian(2048 + 326, 4));
  assert.deepEqual(await peer.get(2, 116, 4), littleEndian(2048 - 326, 4));
  assert.deepEqual(await peer.get(3, 116, 4), littleEndian(2048 - 163, 4));
  assert.deepEqual(await peer.get(3, 102, 2), littleEndian(298, 2));
});

driverTest(
  "one target that is no number, or a share that is none, and nothing is sent",
  async (driver, peer) => {
    const bad = [Number.NaN, Infinity, 1e9].map((value) => driver.write(Float64Array.of(0, 0, value), 1));
    const shares = [Number.NaN, -0.1, 1.1].map((share) => driver.write(targets, share));
    assert.deepEqual(
      [...bad, ...shares].map((code) => faultNames[code]),
      Array(6).fill("implausible"),
    );
    assert.deepEqual(await peer.log(), []);
  },
);

driverTest(
  "torque comes on at the measured pose without current, with the watchdog armed, and goes off",
  async (driver, peer) => {
    await peer.tell({ set: 132, id: 1, bytes: littleEndian(2500, 4) });
    assert.equal(driver.torque(true), 0);
    assert.equal(driver.isLimp(), 0);
    assert.deepEqual(await peer.get(1, 116, 4), littleEndian(2500, 4));
    assert.deepEqual(await peer.get(1, 102, 2), [0, 0]);
    for (const id of [1, 2, 3]) assert.deepEqual(await peer.get(id, 98), [15]);
    assert.equal(driver.torque(false), 0);
    assert.equal(driver.isLimp(), 1);
  },
);

driverTest("torque that did not come on everywhere is taken back", async (driver, peer) => {
  await peer.tell({ silent: true, id: 2 });
  assert.equal(faultNames[driver.torque(true)], "noAnswer");
  for (const id of [1, 3]) assert.deepEqual(await peer.get(id, 64), [0]);
});

driverTest("while a servo is silent the robot is never said to be limp", async (driver, peer) => {
  await peer.tell({ silent: true, id: 2 });
  assert.equal(driver.isLimp(), -1);
  await peer.tell({ set: 64, id: 3, bytes: [1] });
  assert.notEqual(driver.isLimp(), 1);
});

driverTest("echo, noise and answers that come twice change nothing", async (driver, peer) => {
  await peer.tell({ set: 132, id: 1, bytes: littleEndian(2500, 4) });
  await peer.tell({ echo: true });
  await peer.tell({ before: [0xff, 0xff, 0xfd, 0x00, 0x02, 0x55] });
  const first = reading(driver);
  await peer.tell({ twice: true });
  const second = reading(driver);
  assert.deepEqual([first.fault, second.fault], [0, 0]);
  assert.deepEqual(second.values, first.values);
});

driverTest("what was cut off is asked for again, of the missing servo alone", async (driver, peer) => {
  await peer.tell({ cut: 3 });
  assert.equal(fault(driver), "none");
  assert.equal(driver.retries, 1);
  // Sync read of all three, then a sync read of servo 3.
  const reads = (await peer.log()).filter((packet) => packet.slice(14, 16) === "82");
  assert.deepEqual(
    reads.map((packet) => packet.slice(24, -4)),
    ["010203", "03"],
  );
});

driverTest("an answer to an earlier question does not pass for one to this", async (driver, peer) => {
  await peer.tell({ set: 132, id: 1, bytes: littleEndian(1000, 4) });
  // The first question's answers come just before those to the second, which asks for the same.
  await peer.tell({ postpone: 1 });
  await peer.tell({ set: 132, id: 1, bytes: littleEndian(1000, 4) });
  let seen = reading(driver);
  // A peer that the machine keeps from running for longer than a tick's patience has not answered: it is asked again.
  for (let again = 0; seen.fault !== 0 && again < 3; again++) seen = reading(driver);
  const { fault: code, values } = seen;
  assert.equal(code, 0);
  assert.ok(driver.retries >= 1);
  assert.ok(Math.abs((values.hipAngle as number) + (1048 * 2 * Math.PI) / 4096) < 1e-12);
});

driverTest(
  "a servo that is silent is a fault within a tick's time, and what is known keeps its stamp",
  async (driver, peer) => {
    await peer.tell({ silent: true, id: 2 });
    const begin = clock();
    const { fault: code, stamps } = reading(driver);
    assert.equal(faultNames[code], "noAnswer");
    // 70 % of 300 ms, and what a busy machine adds.
    assert.ok(clock() - begin < 0.45, `${clock() - begin} s`);
    assert.equal(stamps[0], -Infinity);
    assert.ok(driver.retries > 0);
    await peer.tell({ silent: false, id: 2 });
    assert.equal(fault(driver), "none");
  },
);

driverTest(
  "a board that is silent is a fault, and the joints are read all the same",
  async (driver, peer) => {
    await peer.tell({ silent: true, id: 200 });
    const { fault: code, stamps } = reading(driver);
    assert.equal(faultNames[code], "noAnswer");
    assert.ok((stamps[0] as number) > 0);
    assert.equal(stamps[2], -Infinity);
  },
);

driverTest("damaged answers only are told from none", async (driver, peer) => {
  for (const id of [1, 2, 3]) await peer.tell({ silent: true, id });
  await peer.tell({ silent: false, id: 1 });
  const raw = [0xff, 0xff, 0xfd, 0x00, 0x02, 0x04, 0x00, 0x55, 0x00, 0x12, 0x34];
  await peer.tell({ before: raw });
  assert.equal(fault(driver), "corrupt");
});

driverTest(
  "a hardware error that comes up in a tick is a fault, and the reading is there",
  async (driver, peer) => {
    await peer.tell({ set: 70, id: 3, bytes: [32] });
    const { fault: code, stamps } = reading(driver);
    assert.equal(faultNames[code], "hardwareError");
    assert.ok((stamps[0] as number) > 0);
  },
);

driverTest("a position turns away from where the joint can be is not believed", async (driver, peer) => {
  await peer.tell({ set: 132, id: 1, bytes: littleEndian(3 * 4096, 4) });
  assert.equal(fault(driver), "implausible");
});

driverTest(
  "a watchdog that tripped while nothing was said is a fault, not a robot that does not follow",
  async (driver, peer) => {
    assert.equal(driver.torque(true), 0);
    await peer.tell({ set: 98, id: 2, bytes: [255] });
    stall();
    assert.equal(fault(driver), "refused");
    assert.equal(fault(driver), "refused");
    // Armed anew it is well again.
    assert.equal(driver.torque(true), 0);
    assert.equal(fault(driver), "none");
  },
);

driverTest("a servo that was gone and is back without its watchdog is a fault", async (driver, peer) => {
  assert.equal(driver.torque(true), 0);
  await peer.tell({ silent: true, id: 2 });
  assert.equal(fault(driver), "noAnswer");
  // As after its supply was off and on.
  await peer.tell({ set: 98, id: 2, bytes: [0] });
  await peer.tell({ silent: false, id: 2 });
  assert.equal(fault(driver), "refused");
});

driverTest("the emergency bytes stop servos whose watchdog has tripped", async (driver, peer) => {
  assert.equal(driver.torque(true), 0);
  for (const id of [1, 2, 3]) await peer.tell({ set: 98, id, bytes: [255] });
  const { fd = -1, bytes } = driver.emergency ?? { bytes: new Uint8Array() };
  writeSync(fd, bytes);
  assert.equal(driver.isLimp(), 1);
});

driverTest(
  "the emergency bytes stop servos that wait for the rest of another packet, whatever its length",
  async (driver, peer) => {
    const { fd = -1, bytes } = driver.emergency ?? { bytes: new Uint8Array() };
    // A sync write of six bytes to three servos is 35 bytes long; here are as many of them as a dead thread got out.
    const goal = [0xff, 0xff, 0xfd, 0x00, 0xfe, 28, 0, 0x83, 236, 0, 6, 0];
    for (let sent = 7; sent < 35; sent += 3) {
      assert.equal(driver.torque(true), 0);
      writeSync(
        fd,
        Uint8Array.from({ length: sent }, (_, at) => goal[at] ?? 1),
      );
      writeSync(fd, bytes);
      await peer.log();
      for (const id of [1, 2, 3]) assert.deepEqual(await peer.get(id, 64), [0], `${sent} bytes`);
    }
  },
);

driverTest("another controller's instruction on the bus is noticed", async (driver, peer) => {
  assert.equal(fault(driver), "none");
  await peer.tell({ write: [0xff, 0xff, 0xfd, 0x00, 0x01, 0x03, 0x00, 0x01, 0x19, 0x4e] });
  assert.equal(fault(driver), "secondWriter");
  assert.equal(fault(driver), "none");
});

driverTest(
  "a cable that is pulled is a fault of every call, and of none is it an exception",
  async (driver, peer) => {
    await peer.tell({ unplug: true });
    const codes = [
      reading(driver).fault,
      driver.write(targets, 1),
      driver.torque(true),
      driver.torque(false),
    ];
    assert.deepEqual(
      codes.map((code) => faultNames[code]),
      Array(4).fill("disconnected"),
    );
    assert.equal(driver.isLimp(), -1);
  },
);

pythonTest("closing leaves the servos limp, their watchdogs off and the port free", async () => {
  await using peer = await BusPeer.start({ board: 200 });
  const driver = await opened(peer);
  assert.equal(driver.torque(true), 0);
  driver.close();
  driver.close();
  for (const id of [1, 2, 3]) {
    assert.deepEqual(await peer.get(id, 64), [0]);
    assert.deepEqual(await peer.get(id, 98), [0]);
  }
  (await opened(peer)).close();
});

pythonTest("a calibrated joint is at 0 where its calibration says, and is sent there", async () => {
  await using peer = await BusPeer.start();
  const calibration = {
    format: 1,
    robot: "leg-1",
    unit: "ticks",
    offsets: { hip: 100, knee: -50, toe: 0 },
  } as const;
  const driver = await opened(peer, { description: legOn({ board: null }), calibration });
  await peer.tell({ set: 132, id: 1, bytes: littleEndian(2148, 4) });
  await peer.tell({ set: 132, id: 2, bytes: littleEndian(1998, 4) });
  const { values } = reading(driver);
  assert.deepEqual(
    [values.hipAngle, values.kneeAngle, values.toeAngle].map((angle) => Math.abs(angle as number)),
    [0, 0, 0],
  );
  assert.equal(driver.write(new Float64Array(3), 1), 0);
  assert.deepEqual(await peer.get(2, 116, 4), littleEndian(1998, 4));
  driver.close();
});
