/** `--record FILE`, of every command that connects. */
import { Option } from "commander";
import { Recorder } from "../transport/recorder/recorder.ts";

export function recordOption(): Option {
  return new Option("--record <file>", "keep every message on the wire as MCAP, for gaitway replay");
}

/** Nothing is recorded without a file. */
export async function openRecorder(
  file: string | undefined,
  warn: (message: string) => void,
): Promise<Recorder | undefined> {
  return file === undefined ? undefined : await Recorder.create(file, { onWarning: warn });
}
