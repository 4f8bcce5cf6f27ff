/** What the guard process is told, as a line of JSON; it is written without anything that is slow to load. */
export interface GuardOrder {
  /** Whether the device is open already, as file `inheritedFd` of the guard; else it opens `path`. */
  readonly inherited: boolean;
  readonly path: string;
  /** base64 */
  readonly bytes: string;
}

/** The file after standard input, output and error. */
export const inheritedFd = 3;
