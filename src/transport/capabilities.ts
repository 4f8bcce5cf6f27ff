/** Words that say which requests of protocol 1.3 a side knows. */
import type { RequestBody, SimulatorRequest } from "./message.ts";

/** The word a server says in its handshake for a request that not every simulator can answer. */
const WORDS: Readonly<Record<SimulatorRequest["kind"], string>> = {
  render: "render",
  readProperties: "properties",
  writeProperties: "properties",
  getState: "state",
  setState: "state",
  linearize: "linearize",
};

/** Whether it is a request of the simulator's own, and one whose word is among the capabilities. */
export function isOffered(body: RequestBody, capabilities: readonly string[]): body is SimulatorRequest {
  const words: Readonly<Record<string, string>> = WORDS;
  const word = words[body.kind];
  return word !== undefined && capabilities.includes(word);
}
