/** `gaitway bench deploy`: what a deployment has to reach, part by part; each part prints a table for the README. */
import { measureJitter } from "./deploy/jitter.ts";
import { requirePart } from "./parts.ts";
import { machine, table } from "./table.ts";

const print = (text: string): boolean => process.stdout.write(text);

const parts: Readonly<Record<string, () => Promise<void>>> = { jitter: printJitter };

/** Runs the parts named, or all. */
export async function benchDeploy(only: readonly string[]): Promise<void> {
  requirePart(only, Object.keys(parts));
  print(`${machine()}\n`);
  for (const [name, run] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await run();
}

/** Long enough for the thousandth part of the ticks to be more than a handful. */
const jitterTime = 70;

async function printJitter(): Promise<void> {
  const busy = await measureJitter({ rate: 100, seconds: jitterTime, isBusy: true });
  const idle = await measureJitter({ rate: 100, seconds: jitterTime / 7, isBusy: false });
  const ms = (time: number): string => time.toFixed(2);
  const row = (what: string, { ticks, p50, p99, p999, max, skippedShare }: typeof busy) => ({
    "main thread": what,
    ticks: String(ticks),
    "p50, ms": ms(p50),
    "p99, ms": ms(p99),
    "p99.9, ms": ms(p999),
    "max, ms": ms(max),
    "skipped, %": (100 * skippedShare).toFixed(3),
  });
  const asked = { "main thread": "asked for", ticks: "", "p50, ms": "", "p99, ms": "", "max, ms": "" };
  print(
    "\nLateness of the control loop at 100 Hz, a policy of two layers of 64 in it, on a robot that takes no time\n",
  );
  print(
    table([
      row(`JSON and garbage, turns of up to ${busy.mainTurn.toFixed(0)} ms`, busy),
      row("idle", idle),
      { ...asked, "p99.9, ms": "≤ 5", "skipped, %": "≤ 0.1" },
    ]),
  );
}
