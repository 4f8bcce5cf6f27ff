/** gaitway check ENDPOINT: does a server, in whatever language, speak the protocol? */
import { Command } from "commander";
import { faultChecks, wireChecks } from "../conformance/all-checks.ts";
import { type Check, groups } from "../conformance/check.ts";
import { runChecks } from "../conformance/run.ts";
import { createTerminal } from "../observe/terminal.ts";
import { parseEndpoint } from "../transport/endpoint.ts";
import { EndpointRefused } from "../transport/errors.ts";
import { writeWhole } from "../transport/whole-file.ts";
import { type CheckOutput, jsonOutput, styleOf, textOutput } from "./check-output.ts";
import { exitCodes, UsageError } from "./errors.ts";
import { junitXml } from "./junit.ts";
import { curveOf, type KeyFlags, withKeys } from "./key-options.ts";
import { openRecorder, recordOption } from "./record-option.ts";

interface CheckOptions extends KeyFlags {
  readonly chaos: boolean;
  readonly json: boolean;
  readonly junit?: string;
  readonly only?: string;
  readonly record?: string;
}

export function checkCommand(): Command {
  const command = new Command("check")
    .description("Checks whether a server speaks the protocol, and what it does when the link does not.")
    .argument("<endpoint>", "where it listens: tcp://HOST:PORT or ipc://PATH")
    .option("--chaos", "also the fault checks: messages lost, doubled, damaged; links cut and stalled", false)
    .option("--only <pattern>", "only checks whose group or name contains this text")
    .option("--json", "one JSON object a check on standard output", false)
    .option("--junit <file>", "also write the results as JUnit XML")
    .addOption(recordOption())
    .addHelpText(
      "after",
      `
Every check says why it matters and which paragraph of proto/README.md it comes from. A check that cannot be made
with this server is skipped and says why. Use a server that nobody else is using: its episodes are reset.
Exit code 0: nothing failed. 1: something did, or no server was there.

Examples:
  gaitway check tcp://127.0.0.1:5555
  gaitway check ipc:///tmp/robot --chaos --junit report.xml
  gaitway check tcp://127.0.0.1:5555 --only "request ids"
  gaitway check tcp://lab:5555 --keys .gaitway/keys/laptop.key_secret --server-key lab.key`,
    )
    .action(check);
  return withKeys(command);
}

async function check(endpoint: string, options: CheckOptions): Promise<void> {
  requireEndpoint(endpoint);
  const checks = chosen(options);
  const output = outputOf(options);
  const warn = (message: string) => void process.stderr.write(`gaitway: ${message}\n`);
  await using record = await openRecorder(options.record, warn);
  const begin = performance.now();
  const results = [];
  for await (const result of runChecks(endpoint, checks, { record, curve: curveOf(options) })) {
    output.result(result);
    results.push(result);
  }
  output.end(results, performance.now() - begin);
  if (options.junit !== undefined) await writeReport(options.junit, junitXml(endpoint, results));
  if (results.some(({ status }) => status === "failed")) process.exitCode = exitCodes.failed;
}

async function writeReport(file: string, xml: string): Promise<void> {
  try {
    await writeWhole(file, xml);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`cannot write ${file} (${code}); choose a folder that is there and can be written`);
  }
}

function requireEndpoint(endpoint: string): void {
  try {
    parseEndpoint(endpoint);
  } catch (error) {
    if (!(error instanceof EndpointRefused)) throw error;
    const host = /^[\w.-]+:\d+$/.test(endpoint) ? ` Did you mean tcp://${endpoint}?` : "";
    throw new UsageError(`${error.what}; write tcp://HOST:PORT or ipc://PATH.${host}`);
  }
}

function chosen({ chaos, only }: CheckOptions): readonly Check[] {
  const all = chaos ? [...wireChecks, ...faultChecks] : wireChecks;
  if (only === undefined) return all;
  const pattern = only.toLowerCase();
  const matching = all.filter(({ group, name }) => `${group}: ${name}`.toLowerCase().includes(pattern));
  if (matching.length > 0) return matching;
  const names = groups.filter((group) => all.some((each) => each.group === group));
  throw new UsageError(`no check contains "${only}". Groups: ${names.join(", ")}.`);
}

function outputOf({ json }: CheckOptions): CheckOutput {
  const terminal = createTerminal(process.stdout);
  const write = (line: string) => terminal.writeLine(line);
  return json ? jsonOutput(write) : textOutput(write, styleOf(terminal));
}
