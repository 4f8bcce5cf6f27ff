/**
 * What gaitway can be told to do, in the order of its help. A command's file is loaded when it is called for: who makes a key does not
 * wait for the learner.
 */
import type { Command } from "commander";

export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  tune: async () => (await import("./tune.ts")).tuneCommand(),
  train: async () => (await import("./train.ts")).trainCommand(),
  evaluate: async () => (await import("./evaluate.ts")).evaluateCommand(),
  serve: async () => (await import("./serve.ts")).serveCommand(),
  check: async () => (await import("./check.ts")).checkCommand(),
  replay: async () => (await import("./replay.ts")).replayCommand(),
  keys: async () => (await import("./keys.ts")).keysCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  bench: async () => (await import("./bench.ts")).benchCommand(),
  lab: async () => (await import("./lab.ts")).labCommand(),
  rehearse: async () => (await import("./rehearse.ts")).rehearseCommand(),
  deploy: async () => (await import("./deploy.ts")).deployCommand(),
  calibrate: async () => (await import("./calibrate.ts")).calibrateCommand(),
  emulate: async () => (await import("./emulate.ts")).emulateCommand(),
  export: async () => (await import("./export.ts")).exportCommand(),
  import: async () => (await import("./import.ts")).importCommand(),
  backend: async () => (await import("./backend.ts")).backendCommand(),
};

/** The command that is called for; all of them where that is none, for the help and for "did you mean". */
export async function commandsFor(word: string | undefined): Promise<Command[]> {
  const called = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined;
  return Promise.all((called === undefined ? Object.values(commands) : [called]).map((load) => load()));
}
