/** Ctrl-C and SIGTERM as a stream. */
import { fromEvent, merge, type Observable, shareReplay, take, tap } from "rxjs";
import type { RoomLogger } from "../observe/logging.ts";
import { exitCodes, Interrupted } from "./errors.ts";

/** Emits once, at the first SIGINT or SIGTERM, to whoever subscribes before or after; a second one ends the process at once. */
export function interruption(log: RoomLogger, underWay = "the laps that run"): Observable<unknown> {
  const signal = merge(fromEvent(process, "SIGINT"), fromEvent(process, "SIGTERM")).pipe(
    take(1),
    tap(() => {
      log.warn(`stopping after ${underWay}; once more to stop at once`);
      for (const name of ["SIGINT", "SIGTERM"] as const)
        process.once(name, () => process.exit(exitCodes.interrupted));
    }),
    shareReplay(1),
  );
  signal.subscribe();
  return signal;
}

/** The same as a signal for what has nothing to save yet. */
export function abortSignal(stop: Observable<unknown>): AbortSignal {
  const controller = new AbortController();
  stop.subscribe(() => controller.abort(new Interrupted("stopped before anything was begun")));
  return controller.signal;
}
