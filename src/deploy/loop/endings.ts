/** Why a program that moves a robot has to stop from outside: somebody said so, or whoever started it is gone. */
import { Observable } from "rxjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export type Ending = (typeof signals)[number] | "parent gone";

/** How often it looks whether its parent is still there, ms: no signal says so. */
const lookTime = 20;

/**
 * Emits each time there is a reason to stop; never completes. While it is subscribed to, these signals do not end the
 * process: whoever subscribes stops the robot and then leaves. It does not keep the process alive.
 */
export function endings(): Observable<Ending> {
  return new Observable((subscriber) => {
    const hear = (signal: NodeJS.Signals): void => subscriber.next(signal as Ending);
    for (const signal of signals) process.on(signal, hear);
    const parent = process.ppid;
    const timer = setInterval(() => {
      // Orphans are given to another process.
      if (process.ppid === parent) return;
      clearInterval(timer);
      subscriber.next("parent gone");
    }, lookTime);
    timer.unref();
    return () => {
      clearInterval(timer);
      for (const signal of signals) process.off(signal, hear);
    };
  });
}
