/** gaitway backend: on what TensorFlow.js runs here, and building what makes it faster. */
import { Command } from "commander";
import { describeBackend, startTfjs } from "../policy/network/tfjs/backend.ts";
import { installBackend, isBackendInstalled } from "../policy/network/tfjs/native/install.ts";
import { Interrupted } from "./errors.ts";

interface BackendOptions {
  readonly json: boolean;
}

export function backendCommand(): Command {
  const command = new Command("backend")
    .description("Says on what networks of TensorFlow.js run here, and why not on something faster.")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText(
      "after",
      "\nExamples:\n  gaitway backend\n  gaitway backend --json\n  gaitway backend install",
    )
    .action(status);
  return command.addCommand(
    new Command("install")
      .description("Builds the native backend of TensorFlow.js from package registries alone (Linux, g++).")
      .addHelpText("after", "\nExamples:\n  gaitway backend install\n  gaitway backend install --json")
      .option("--json", "one JSON object a step on standard output", false)
      .action((_, self: Command) => install(self.optsWithGlobals<BackendOptions>())),
  );
}

async function status({ json }: BackendOptions): Promise<void> {
  const tfjs = await startTfjs();
  const { backend, reason } = tfjs;
  process.stdout.write(json ? `${JSON.stringify({ backend, reason })}\n` : `${describeBackend(tfjs)}\n`);
}

async function install({ json }: BackendOptions): Promise<void> {
  const begin = performance.now();
  const say = (line: string, record: Record<string, unknown>): void => {
    if (json) process.stdout.write(`${JSON.stringify({ ...record, seconds: seconds(begin) })}\n`);
    else process.stderr.write(`gaitway: ${line} · ${seconds(begin).toFixed(0)} s\n`);
  };
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Interrupted("interrupted; nothing was installed"));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  if (await isBackendInstalled()) say("the native backend is already there", { type: "present" });
  await installBackend({
    signal: interruption.signal,
    onStep: (step) =>
      say(`building the native backend: ${step.step}/${step.steps} ${step.doing}`, { type: "step", ...step }),
  });
  if (!json) await status({ json });
  else say("", { type: "result", backend: (await startTfjs()).backend });
}

function seconds(begin: number): number {
  return (performance.now() - begin) / 1000;
}
