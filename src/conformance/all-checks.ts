/** The tables in the order they are read and run. */
import type { Check } from "./check.ts";
import { batchingChecks } from "./checks/batching.ts";
import { byeChecks } from "./checks/bye.ts";
import { capabilityChecks } from "./checks/capabilities.ts";
import { deadlineChecks } from "./checks/deadlines.ts";
import { episodeChecks } from "./checks/episodes.ts";
import { linkFaultChecks } from "./checks/faults-links.ts";
import { messageFaultChecks } from "./checks/faults-messages.ts";
import { neighborFaultChecks } from "./checks/faults-neighbors.ts";
import { handshakeChecks } from "./checks/handshake.ts";
import { invalidRequestChecks } from "./checks/invalid-requests.ts";
import { limitChecks } from "./checks/limits.ts";
import { livenessChecks } from "./checks/liveness.ts";
import { malformedChecks } from "./checks/malformed.ts";
import { ownershipChecks } from "./checks/ownership.ts";
import { requestIdChecks } from "./checks/request-ids.ts";
import { sessionChecks } from "./checks/sessions.ts";
import { specChecks } from "./checks/spec.ts";
import { versionChecks } from "./checks/versions.ts";

/** What every server has to do. */
export const wireChecks: readonly Check[] = [
  ...handshakeChecks,
  ...versionChecks,
  ...sessionChecks,
  ...requestIdChecks,
  ...deadlineChecks,
  ...malformedChecks,
  ...limitChecks,
  ...livenessChecks,
  ...specChecks,
  ...episodeChecks,
  ...invalidRequestChecks,
  ...batchingChecks,
  ...ownershipChecks,
  ...capabilityChecks,
  ...byeChecks,
];

/** What it has to survive (`--chaos`). */
export const faultChecks: readonly Check[] = [
  ...messageFaultChecks,
  ...linkFaultChecks,
  ...neighborFaultChecks,
];
