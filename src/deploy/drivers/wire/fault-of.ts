/** What an answer of the robot, or none, means to a driver. */
import { type FaultCode, RemoteError, RequestTimeout } from "../../../transport/errors.ts";
import { type FaultName, faultCode } from "../../faults.ts";

const faults: Partial<Record<FaultCode, FaultName>> = {
  notOwner: "secondWriter",
  /** Only one of many, and the next may be in time. */
  commandLate: "noAnswer",
  busy: "noAnswer",
  deadlineExceeded: "noAnswer",
};

/** The fault code for what a request to the robot rejected with. */
export function faultOf(error: unknown): number {
  if (error instanceof RemoteError && error.usable) return faultCode[faults[error.fault.code] ?? "refused"];
  return error instanceof RequestTimeout ? faultCode.noAnswer : faultCode.disconnected;
}
