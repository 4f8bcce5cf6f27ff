/** A service whose answers a test scripts, one function for each request; without one, seeds come back as rewards. */

import { toWireSpec } from "../../src/env/wire.ts";
import type { EnvStatus } from "../../src/transport/message.ts";
import type { Answer, Service, ServiceRequest } from "../../src/transport/service.ts";
import { countingSpec } from "./counting-env.ts";

export type Script = (request: ServiceRequest) => Promise<Answer>;

export interface ScriptedService extends Service {
  script: Script;
  statuses: EnvStatus[];
  readonly ended: string[];
}

/** A step reply about one environment whose reward is `reward`. */
export function stepAnswer(envId: number, reward: number): Answer {
  const body = {
    kind: "step",
    envIds: [envId],
    rewards: [reward],
    terminated: [false],
    truncated: [false],
    reasons: [],
    finalEnvIds: [],
    failures: [],
    clippedEnvIds: [],
    lostEnvIds: [],
  } as const;
  return { body, tensors: [] };
}

/** `offers`: words of the capabilities beside "scripted". */
export function scriptedService(offers: readonly string[] = []): ScriptedService {
  const ended: string[] = [];
  return {
    hello: { capabilities: ["scripted", ...offers], spec: toWireSpec(countingSpec()) },
    script: async ({ body }) =>
      body.kind === "reset"
        ? { body: { kind: "reset", envIds: body.envIds }, tensors: [] }
        : stepAnswer(body.envIds[0] ?? 0, body.envIds[0] ?? 0),
    statuses: [],
    ended,
    handle(request) {
      return this.script(request);
    },
    status() {
      return this.statuses;
    },
    sessionEnded: (session) => void ended.push(session),
  };
}
