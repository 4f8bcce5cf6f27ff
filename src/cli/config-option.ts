/** `--config FILE.yaml` for a command whose settings are its options: the file's keys are their names. */
import type { Command, Option } from "commander";
import { legalChoices } from "../env/suggest.ts";
import { readConfigFile } from "./config.ts";
import { UsageError } from "./errors.ts";

/** Adds `--config`; what the command line says wins over the file. An unknown key or an illegal value is refused. */
export function withConfigFile(command: Command): Command {
  return command
    .option("--config <file>", "options as YAML, by their long names; the command line wins")
    .hook("preAction", async () => {
      const { config } = command.opts<{ config?: string }>();
      if (config === undefined) return;
      for (const [key, value] of Object.entries(await readConfigFile(config)))
        apply(command, key, value, config);
    });
}

function apply(command: Command, key: string, value: unknown, file: string): void {
  const options = command.options.filter((option) => !option.hidden && option.attributeName() !== "config");
  const option = options.find((known) => known.attributeName() === key);
  if (option === undefined) {
    const legal = options.map((known) => known.attributeName());
    throw new UsageError(`${file}: the key "${key}" is not known. ${legalChoices(key, legal)}`);
  }
  if (command.getOptionValueSource(key) !== "cli") command.setOptionValue(key, parse(option, value, file));
}

function parse(option: Option, value: unknown, file: string): unknown {
  try {
    if (option.isBoolean()) {
      if (typeof value !== "boolean") throw new Error("Expected true or false.");
      return value;
    }
    return option.parseArg?.(String(value), undefined) ?? String(value);
  } catch (error) {
    throw new UsageError(`${file}: ${option.attributeName()} is ${value}. ${(error as Error).message}`);
  }
}
