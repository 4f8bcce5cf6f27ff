/** `gaitway bench peers`: networks and training beside PyTorch and what is built on it, in the same run, part by part. */
import { requirePart } from "./parts.ts";
import { type Comparison, measureNetwork } from "./peers/network.ts";
import { machine, table } from "./table.ts";

const print = (text: string): boolean => process.stdout.write(text);

const parts: Readonly<Record<string, () => Promise<void>>> = {
  network: printNetwork,
};

/** Runs the parts named, or all. */
export async function benchPeers(only: readonly string[]): Promise<void> {
  requirePart(only, Object.keys(parts));
  print(`${machine()}\n`);
  for (const [name, run] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await run();
}

async function printNetwork(): Promise<void> {
  const { torch, threads, turns, comparisons } = await measureNetwork();
  print(
    `\n17-64-64-6, tanh, Gaussian with learned log σ: one score-gradient update (forward, score, backward, Adam), and one ` +
      `observation without gradient; PyTorch ${torch} on ${threads} threads; medians of ${turns} turns each\n`,
  );
  print(table(comparisons.map(row)));
}

function row({ what, gaitway, torch, ratio, limit }: Comparison) {
  const wanted = limit === undefined ? "" : `≤ ${limit}: ${ratio <= limit ? "reached" : "missed"}`;
  return {
    what,
    "Gaitway, µs": gaitway.toFixed(1),
    "PyTorch, µs": torch.toFixed(1),
    ratio: ratio.toFixed(3),
    target: wanted,
  };
}
