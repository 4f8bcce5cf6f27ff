/** What a rehearsal says of a policy: whether it walks in every case about as it does in training. */
import { mean, standardError } from "../../math/statistics.ts";
import type { RehearsalCase } from "./case.ts";

/** How one episode went, whatever it was run by. */
export interface Rehearsed {
  /** m/s */
  readonly speed: number;
  readonly fell: boolean;
  /** Whether the controller stopped the robot. */
  readonly stopped: boolean;
}

export interface CaseResult {
  readonly name: string;
  readonly description: string;
  readonly episodes: number;
  /** m/s, mean ± standard error. */
  readonly speed: number;
  readonly standardError: number;
  /** Speed as a share of the first case's. */
  readonly share: number;
  readonly falls: number;
  readonly stops: number;
  readonly passed: boolean;
  /** What it failed by; empty where it passed. */
  readonly why: string;
}

/** A case passes with at least this share of the training speed, and at most this share of falls and of stops. */
export const bar = { speed: 0.8, falls: 0.1 } as const;

/** `reference`: the mean speed of the first case, m/s. */
export function judge(
  { name, description }: RehearsalCase,
  episodes: readonly Rehearsed[],
  reference: number,
): CaseResult {
  const speeds = episodes.map(({ speed }) => speed);
  const falls = episodes.filter(({ fell }) => fell).length;
  const stops = episodes.filter(({ stopped }) => stopped).length;
  const speed = mean(speeds);
  const share = speed / reference;
  const most = bar.falls * episodes.length;
  const why = [
    ...(share >= bar.speed
      ? []
      : [`${percent(share)} of the training speed, expected ${percent(bar.speed)}`]),
    ...(falls <= most ? [] : [`${falls} of ${episodes.length} fell, expected at most ${percent(bar.falls)}`]),
    ...(stops <= most ? [] : [`${stops} of ${episodes.length} were stopped by a guard`]),
  ].join("; ");
  return {
    name,
    description,
    episodes: episodes.length,
    speed,
    standardError: standardError(speeds),
    share,
    falls,
    stops,
    passed: why === "",
    why,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
