/** The worker thread's end of `SimulatorWorker`: does the jobs it is sent, one after another. */
import type { MessagePort } from "node:worker_threads";
import { messageOf } from "../../src/transport/errors.ts";
import type { WorkerJob, WorkerReply } from "./simulator-worker.ts";

/** Says that the simulators are loaded, then answers each job with what `work` returns, or with what it threw. */
export function serveJobs<Request, Result>(port: MessagePort, work: (request: Request) => Result): void {
  const answer = ({ id, request }: WorkerJob<Request>): WorkerReply<Result> => {
    try {
      return { type: "result", id, result: work(request) };
    } catch (error) {
      return { type: "failed", id, message: messageOf(error) };
    }
  };
  port.on("message", (job: WorkerJob<Request>) => port.postMessage(answer(job)));
  port.postMessage({ type: "ready" } satisfies WorkerReply<Result>);
}
