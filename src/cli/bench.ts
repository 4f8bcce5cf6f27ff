/** gaitway bench NAME: the benchmarks, as the README shows them. */
import { Command } from "commander";
import { benchBridge } from "../../test/bench/bridge.ts";
import { benchDeploy } from "../../test/bench/deploy.ts";
import { benchLearning } from "../../test/bench/learning.ts";
import { benchPeers } from "../../test/bench/peers.ts";
import { benchWalk } from "../../test/bench/walk.ts";
import { requireName } from "./config.ts";
import { exitCodes } from "./errors.ts";

const benchmarks: Readonly<Record<string, (only: readonly string[]) => Promise<void>>> = {
  walk: benchWalk,
  bridge: benchBridge,
  learning: benchLearning,
  peers: benchPeers,
  deploy: benchDeploy,
};

export function benchCommand(): Command {
  return new Command("bench")
    .description("Runs a benchmark and prints its table, with the machine and the date.")
    .argument("<name>", Object.keys(benchmarks).join(", "))
    .argument("[parts...]", "only these parts of it (default: all)")
    .addHelpText(
      "after",
      "\nExamples:\n  gaitway bench walk\n  gaitway bench walk replay wire\n  gaitway bench bridge\n  gaitway bench learning ppo-cartpole\n  gaitway bench learning table open-loop\n  gaitway bench peers network ppo a2c ars\n  gaitway bench deploy jitter faults tick walks export",
    )
    .action(async (name: string, parts: readonly string[]) => {
      requireName("benchmark", name, Object.keys(benchmarks));
      // So that what it started is ended, which happens when a process exits and not when a signal takes it.
      process.once("SIGTERM", () => process.exit(exitCodes.interrupted));
      await benchmarks[name]?.(parts);
    });
}
