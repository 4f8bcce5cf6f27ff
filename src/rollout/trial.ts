/** What was tried and what came of it: the record that rollouts produce and estimators consume. */

/** One episode, from reset to its end. */
export interface Episode {
  readonly seed: number;
  /** Undiscounted sum of rewards. */
  readonly return: number;
  /** Steps taken. */
  readonly length: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Why it ended, in the environment's word. */
  readonly reason: string;
  readonly finalObservation: Float64Array;
}

/** Candidate parameters and the episodes they produced, in the order of the candidate's seeds. */
export interface Trial {
  readonly params: Float64Array;
  readonly episodes: readonly Episode[];
}
