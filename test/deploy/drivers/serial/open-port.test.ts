/** Opening a port, and each reason for which it cannot be opened; the port is a pseudo-terminal. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { openPort } from "../../../../src/deploy/drivers/serial/open-port.ts";
import type { SerialPort } from "../../../../src/deploy/drivers/serial/port.ts";
import { PortError, type PortErrorKind } from "../../../../src/deploy/drivers/serial/port-error.ts";
import { packageRoot } from "../../../support/package-root.ts";
import { pythonTest } from "../../../support/python.ts";
import { BusPeer } from "../support/bus-peer.ts";
import { bytesOf, hex } from "../support/hex.ts";

const baudRate = 1_000_000;
const ping1 = bytesOf("FF FF FD 00 01 03 00 01 19 4E");

function refused(kind: PortErrorKind, ...words: RegExp[]) {
  return (error: unknown) => {
    assert.ok(error instanceof PortError, String(error));
    assert.equal(error.kind, kind);
    for (const word of words) assert.match(error.message, word);
    return true;
  };
}

/** Reads until `count` bytes are there. */
function receive(port: SerialPort, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  const patience = performance.now() + 2000;
  for (let at = 0; at < count && performance.now() < patience; port.pause())
    at += port.read(bytes, at, count - at);
  return bytes;
}

test("a port that is not there, a folder, a file and a device that is no terminal are told apart, and the ports there are named", async () => {
  const file = join(tmpdir(), `gaitway-no-port-${process.pid}`);
  writeFileSync(file, "");
  const ports = /the serial ports here are|this machine has no serial port/;
  await assert.rejects(
    openPort("/dev/ttyNobody", baudRate),
    refused("absent", /ttyNobody is not there/, ports),
  );
  await assert.rejects(openPort(tmpdir(), baudRate), refused("notSerial", /but a folder/, ports));
  await assert.rejects(openPort(file, baudRate), refused("notSerial", /but a file/, ports));
  await assert.rejects(openPort("/dev/null", baudRate), refused("notSerial", /is not a serial port/, ports));
});

pythonTest(
  "what is written arrives, what comes back is read, and a read of nothing answers at once",
  async () => {
    await using peer = await BusPeer.start();
    const port = await openPort(peer.path, baudRate);
    assert.equal(port.read(new Uint8Array(8), 0, 8), 0);
    assert.equal(port.write(ping1, ping1.length), ping1.length);
    assert.equal(hex(receive(port, 14)).slice(0, 29), "FF FF FD 00 01 07 00 55 00 06");
    port.close();
    port.close();
    assert.equal(port.read(new Uint8Array(8), 0, 8), -1);
  },
);

pythonTest("the port runs at the rate it was opened with", async () => {
  await using peer = await BusPeer.start({ baud: 115_200 });
  const wrong = await openPort(peer.path, baudRate);
  wrong.write(ping1, ping1.length);
  assert.deepEqual(await peer.log(), []);
  wrong.close();
  const port = await openPort(peer.path, 115_200);
  port.write(ping1, ping1.length);
  assert.equal(hex(receive(port, 14)).slice(0, 17), "FF FF FD 00 01 07");
  port.close();
});

pythonTest("a second writer is refused and told who has the port, until it is closed", async () => {
  await using peer = await BusPeer.start();
  const port = await openPort(peer.path, baudRate);
  await assert.rejects(
    openPort(peer.path, baudRate),
    refused("busy", new RegExp(`in use by this process ${process.pid}.*one writer a port: stop it first`)),
  );
  port.close();
  (await openPort(peer.path, baudRate)).close();
});

pythonTest("a program that takes no notice of lock files is seen, too, and named", async () => {
  await using peer = await BusPeer.start();
  const code = `require("serialport").SerialPort.binding.open({path: ${JSON.stringify(peer.path)}, baudRate: 9600, lock: true}).then(() => console.log("open"), console.error); setInterval(() => {}, 1000)`;
  const other = spawn(process.execPath, ["-e", code], {
    cwd: packageRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(other.stdout, "data");
  await assert.rejects(
    openPort(peer.path, baudRate),
    refused("busy", new RegExp(`process ${other.pid} \\(node\\)`)),
  );
  other.kill();
  await once(other, "exit");
  (await openPort(peer.path, baudRate)).close();
});

pythonTest("the lock of a process that is gone is taken over", async () => {
  await using peer = await BusPeer.start();
  const lock = join(tmpdir(), `gaitway-port${peer.path.replaceAll("/", "-")}.lock`);
  // Our own id, begun at another time: whoever wrote this is gone.
  writeFileSync(lock, `${process.pid} 1`);
  (await openPort(peer.path, baudRate)).close();
  assert.ok(!existsSync(lock));
});

pythonTest("a port that is unplugged fails from then on and does not throw", async () => {
  await using peer = await BusPeer.start();
  const port = await openPort(peer.path, baudRate);
  await peer.tell({ unplug: true });
  assert.equal(port.write(ping1, ping1.length), -1);
  assert.equal(port.read(new Uint8Array(8), 0, 8), -1);
  port.close();
});

pythonTest("it works in a worker thread whose event loop never turns", async () => {
  await using peer = await BusPeer.start();
  const worker = new Worker(new URL("../support/port-worker.js", import.meta.url), {
    workerData: { path: peer.path, request: ping1, replyLength: 14 },
  });
  const [reply] = (await once(worker, "message")) as [Uint8Array];
  assert.equal(hex(reply).slice(0, 17), "FF FF FD 00 01 07");
  await once(worker, "exit");
  (await openPort(peer.path, baudRate)).close();
});
