/** gaitway lab NAME: the claims of the lecture notes as experiments, each with a table, a plot and a verdict. */
import { Command } from "commander";
import { listLab, runLab } from "../../test/bench/lab.ts";
import { exitCodes } from "./errors.ts";
import { parseSeed } from "./options.ts";

interface LabFlags {
  readonly seed: number;
  readonly json?: boolean;
}

export function labCommand(): Command {
  return new Command("lab")
    .description(
      "Tests a claim about policy gradients by an experiment; without a name, lists the experiments.",
    )
    .argument("[name]", "an experiment, or all")
    .option("--seed <number>", "where chance begins", parseSeed, 1)
    .option("--json", "what was found as one JSON line an experiment")
    .addHelpText(
      "after",
      "\nA page with the plots is left in runs/lab-NAME. Exit code 1 means that a claim does not hold.\n\nExamples:\n  gaitway lab\n  gaitway lab convergence\n  gaitway lab variance --seed 7 --json\n  gaitway lab all",
    )
    .action(async (name: string | undefined, { seed, json = false }: LabFlags) => {
      if (name === undefined) listLab(json);
      else process.exitCode = (await runLab(name, { seed, json })) ? exitCodes.done : exitCodes.failed;
    });
}
