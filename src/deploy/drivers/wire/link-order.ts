/** What a link process is told when it is started, and what it says when it has opened the robot. */
import type { DescribedRobot, WireOptions } from "./describe.ts";

export interface LinkOrder {
  readonly target: string;
  readonly options: WireOptions;
}

/** A line of JSON on its standard output. */
export type LinkAnswer = DescribedRobot | { readonly why: string };

/** The file of the mail, as the process that is started finds it. */
export const mailFd = 3;
