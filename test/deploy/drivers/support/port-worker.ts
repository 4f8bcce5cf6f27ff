/** Opens a port in a worker thread, asks once and answers what came, without giving up the thread in between. */
import { parentPort, workerData } from "node:worker_threads";
import { openPort } from "../../../../src/deploy/drivers/serial/open-port.ts";

interface Order {
  readonly path: string;
  readonly request: Uint8Array;
  readonly replyLength: number;
}

const { path, request, replyLength } = workerData as Order;
const port = await openPort(path, 1_000_000);
const reply = new Uint8Array(replyLength);
port.write(request, request.length);
const patience = performance.now() + 5000;
for (let at = 0; at < replyLength && performance.now() < patience; port.pause())
  at += Math.max(0, port.read(reply, at, replyLength - at));
port.close();
parentPort?.postMessage(reply);
