import type { AnyEnv } from "../../env/env.ts";
import type { MakeNetwork } from "../../policy/networks.ts";

/** What a learner is given beside its settings. */
export interface Surroundings {
  readonly env: AnyEnv;
  /** Of another engine than dense, started before: policy/engines.ts. */
  readonly networks?: MakeNetwork | undefined;
  /** Environments of the same kind that nobody trains in; what `largeBatch` asks for. */
  readonly spare?: AnyEnv | undefined;
  /** Told of every episode that is lost. */
  readonly onLost: (message: string) => void;
}
