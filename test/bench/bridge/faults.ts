/**
 * Ten thousand faults between the normal client and a living server: messages dropped, late, doubled, swapped, damaged,
 * cut; links killed, half closed, stalled, cut within a message. Not one reply may reach another request than its own, and
 * no episode may be reset, repeated or skipped unsaid.
 *
 *     agents ── link proxy (bytes) ── chaos proxy (messages) ── server, TypeScript or Python
 *
 * Damage is done where the protocol can see it: to magic, headers, frames. A bit that flips inside a number is for the
 * carrier to find: tcp has checksums, CURVE authenticates, a Unix socket does not lose bits.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ChaosProxy, type Passing } from "../../../src/conformance/chaos-proxy.ts";
import { corruptMagic, corruptTensorHeader } from "../../../src/conformance/faults/corrupt.ts";
import { delay as late } from "../../../src/conformance/faults/delay.ts";
import { drop } from "../../../src/conformance/faults/drop.ts";
import { duplicate } from "../../../src/conformance/faults/duplicate.ts";
import { extraFrame } from "../../../src/conformance/faults/extra-frame.ts";
import type { Fault } from "../../../src/conformance/faults/fault.ts";
import { reorder } from "../../../src/conformance/faults/reorder.ts";
import { loseFrame, truncateFrame } from "../../../src/conformance/faults/truncate.ts";
import { LinkProxy } from "../../../src/conformance/link-proxy.ts";
import { ChildServer } from "../../../src/env/child-server.ts";
import { managedPython, pythonPath } from "../../../src/env/python/managed.ts";
import { createRng, type Rng } from "../../../src/math/random.ts";
import { packageRoot } from "../../support/package-root.ts";
import { machine, table } from "../table.ts";
import { keepLedger, type Tally } from "./ledger-client.ts";

export interface FaultRun extends Tally {
  readonly server: string;
  readonly messageFaults: number;
  readonly linkFaults: number;
  readonly seconds: number;
}

export const faultServers = ["TypeScript", "Python"] as const;
export type FaultServer = (typeof faultServers)[number];

const ENVIRONMENTS = 128;
const START_TIMEOUT_MS = 60_000;
/** Of the messages, how many meet a fault. */
const RATE = 0.1;
const EARLY_MS = 20;
/** Beyond the deadline of every request. */
const LATE_MS = 700;
const STALLS_MS = [200, 1_500];
const LINK_FAULT_EVERY_MS = 250;

const messageFaults: readonly Fault[] = [
  drop,
  late(EARLY_MS),
  late(LATE_MS),
  duplicate,
  reorder,
  corruptMagic,
  corruptTensorHeader,
  truncateFrame,
  loseFrame,
  extraFrame,
];

/** Prints the table; exit code 1 unless every server delivered everything rightly and reset nothing unsaid. */
export async function benchFaults(faults = 10_000): Promise<void> {
  const runs = [];
  for (const server of faultServers) runs.push(await runFaults(server, faults));
  process.stdout.write(`\nFaults between the normal client and a living server\n\n${table(runs.map(row))}`);
  if (runs.some(({ wrongDeliveries, silentResets }) => wrongDeliveries + silentResets > 0))
    process.exitCode = 1;
}

export async function runFaults(server: FaultServer, faults: number, seed = 1): Promise<FaultRun> {
  const begin = performance.now();
  await using child = await startLedger(server);
  await using chaos = await ChaosProxy.open(child.endpoint, chooseFault, { seed });
  await using link = await LinkProxy.open(chaos.endpoint);
  const links = { injected: 0 };
  const enough = () => chaos.injected + links.injected >= faults;
  const disturbing = disturb(link, createRng(seed).stream("links"), links, enough);
  const tally = await keepLedger(link.endpoint, ENVIRONMENTS, enough);
  await disturbing;
  const seconds = (performance.now() - begin) / 1000;
  return { ...tally, server, messageFaults: chaos.injected, linkFaults: links.injected, seconds };
}

/** Handshake and farewell pass: what is lost there ends in a new session, which is no fault to be measured. */
function chooseFault({ kind }: Passing, rng: Rng): Fault | undefined {
  if (kind === "hello" || kind === "bye" || rng.uniform() >= RATE) return undefined;
  return messageFaults[rng.integer(messageFaults.length)];
}

async function disturb(
  link: LinkProxy,
  rng: Rng,
  links: { injected: number },
  enough: () => boolean,
): Promise<void> {
  while (!enough()) {
    await delay(LINK_FAULT_EVERY_MS);
    links.injected++;
    switch (rng.integer(4)) {
      case 0:
        link.kill();
        break;
      case 1:
        link.killAfter(1 + rng.integer(2_000));
        break;
      case 2:
        link.halfClose();
        break;
      default:
        link.pause();
        await delay(STALLS_MS[rng.integer(STALLS_MS.length)]);
        link.unpause();
    }
  }
}

async function startLedger(server: FaultServer): Promise<ChildServer> {
  if (server === "TypeScript") {
    const program = fileURLToPath(new URL("./ledger.js", import.meta.url));
    const args = [program, String(ENVIRONMENTS)];
    return await ChildServer.start({ command: process.execPath, args, readyTimeoutMs: START_TIMEOUT_MS });
  }
  const folder = join(packageRoot, "test", "bench", "bridge");
  const counts = ["--envs", String(ENVIRONMENTS), "--processes", "2"];
  return await ChildServer.start({
    command: await managedPython(),
    args: ["-m", "gaitway_envs", "serve", "python:ledger:Ledger", ...counts, "--child"],
    environment: { PYTHONPATH: `${pythonPath}:${folder}`, PYTHONDONTWRITEBYTECODE: "1" },
    readyTimeoutMs: START_TIMEOUT_MS,
  });
}

function row(run: FaultRun) {
  return {
    server: run.server,
    "message faults": String(run.messageFaults),
    "link faults": String(run.linkFaults),
    steps: String(run.steps),
    "wrong deliveries": String(run.wrongDeliveries),
    "silent resets": String(run.silentResets),
    "episodes lost, and told": `${run.lostAndTold} of ${run.episodes}`,
    "resets asked again": String(run.resetsAgain),
    "sessions resumed": String(run.resumed),
    "sessions lost": String(run.reconnects),
    seconds: run.seconds.toFixed(0),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${machine()}\n`);
  await benchFaults(Number(process.argv[2] ?? 10_000));
}
