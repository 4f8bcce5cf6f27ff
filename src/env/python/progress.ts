/** What is shown while the managed Python is made: one line a step, each with how far and how long. */

export interface InstallStep {
  /** From 1; 0 while it waits for another process that installs. */
  readonly step: number;
  readonly steps: number;
  readonly doing: string;
  readonly elapsedMs: number;
}

export function describeStep({ step, steps, doing, elapsedMs }: InstallStep): string {
  const far = step === 0 ? "" : `${step}/${steps} `;
  return `preparing Python in .venv, once: ${far}${doing} · ${(elapsedMs / 1000).toFixed(0)} s`;
}

export function plainLines(stream: NodeJS.WritableStream = process.stderr): (step: InstallStep) => void {
  return (step) => void stream.write(`gaitway: ${describeStep(step)}\n`);
}
