/** How a robot differs from the one in training, case by case: what a policy has to bear before it moves hardware. */

export interface RehearsalCase {
  readonly name: string;
  readonly description: string;
  /** The simulator of training, or the second one. */
  readonly simulator: "training" | "second";
  /** Options of every reset. */
  readonly options: Readonly<Record<string, number>>;
  /** Ticks a command takes to reach the robot. */
  readonly latency: number;
  /** Whether sensors are noisy (noise.ts). */
  readonly noisy: boolean;
}

const plain = { simulator: "second", options: {}, latency: 0, noisy: false } as const;

/** The first one is what all others are measured by. */
export const rehearsalCases: readonly RehearsalCase[] = [
  { ...plain, name: "training", simulator: "training", description: "as in training" },
  { ...plain, name: "second", description: "the second simulator" },
  {
    ...plain,
    name: "body",
    options: { perturbation: 3 },
    description: "masses ±9 %, friction ±15 %, another pose at the start",
  },
  { ...plain, name: "timestep", options: { timestep: 0.001 }, description: "half the physics timestep" },
  { ...plain, name: "latency", latency: 1, description: "commands one tick late" },
  { ...plain, name: "noise", noisy: true, description: "noise on every sensor" },
];

/** What open-loop motion can be rehearsed with: it feels nothing, so noise is none, and being late changes nothing. */
export const openLoopCases: readonly RehearsalCase[] = rehearsalCases.filter(
  ({ latency, noisy }) => latency === 0 && !noisy,
);
