/**
 * What the operator asks for, as a stream: single keys on a terminal, words line by line without one, signals from anywhere.
 *
 * The first Ctrl-C, SIGTERM or SIGHUP stops the robot by its profile; so does the end of standard input, and the end of the process
 * that started this one. The stream completes when nothing more can be asked.
 */
import { createInterface } from "node:readline";
import { Observable } from "rxjs";
import { type Ending, endings } from "../deploy/loop/endings.ts";
import { type RequestName, requestNames } from "../deploy/requests.ts";

/** Keys of a terminal; any other one stops, because whoever hits the keyboard in a hurry means that. */
const keys: Readonly<Record<string, RequestName>> = { a: "arm", g: "go", r: "reset", s: "stop" };

export const keysInWords =
  "a arms (torque on, moves to the stance) · g lets the policy go · r resets a latched robot · any other key stops";

const inWords: Readonly<Record<Ending, string>> = {
  SIGINT: "Ctrl-C",
  SIGTERM: "SIGTERM",
  SIGHUP: "the terminal is gone",
  "parent gone": "the process that started this one is gone",
};

export interface OperatorOptions {
  /** Called with what was not understood, and with why the robot is stopped where nobody typed it. */
  readonly onNotice: (text: string) => void;
  /** Nobody is asked: standard input is not read. */
  readonly unattended: boolean;
}

/** Subscribing listens; unsubscribing gives terminal and signals back. */
export function operator({ onNotice, unattended }: OperatorOptions): Observable<RequestName> {
  return new Observable((subscriber) => {
    const stopBecause = (why: string) => {
      // First the robot, then the words.
      subscriber.next("stop");
      onNotice(`stopping: ${why}`);
    };
    const end = endings().subscribe((how) => stopBecause(inWords[how]));
    const undo = [() => end.unsubscribe()];
    if (!unattended) {
      const ask = (request: RequestName) => subscriber.next(request);
      const ended = () => stopBecause("standard input ended, so nobody could stop it any more");
      undo.push(process.stdin.isTTY ? listenToKeys(ask, stopBecause) : listenToLines(ask, onNotice, ended));
    }
    return () => {
      for (const each of undo) each();
    };
  });
}

function listenToKeys(ask: (request: RequestName) => void, stop: (why: string) => void): () => void {
  const { stdin } = process;
  const onKey = (text: Buffer) => {
    for (const key of text.toString()) {
      const request = keys[key.toLowerCase()];
      if (request === undefined) stop(key === "\u0003" ? "Ctrl-C" : "a key");
      else ask(request);
    }
  };
  stdin.setRawMode(true);
  stdin.on("data", onKey).resume();
  return () => {
    stdin.off("data", onKey).pause();
    stdin.setRawMode(false);
  };
}

function listenToLines(
  ask: (request: RequestName) => void,
  onNotice: (text: string) => void,
  ended: () => void,
): () => void {
  const lines = createInterface({ input: process.stdin });
  let closing = false;
  lines.on("line", (line) => {
    const word = line.trim();
    const request = requestNames.find((name) => name === word);
    if (request !== undefined) ask(request);
    else if (word !== "")
      onNotice(`"${word}" is nothing to ask of a robot; expected ${requestNames.join(", ")}`);
  });
  lines.on("close", () => {
    if (!closing) ended();
  });
  return () => {
    closing = true;
    lines.close();
    process.stdin.pause();
  };
}
