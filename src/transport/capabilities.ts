/** Words that say which requests of protocol 1.1 a side knows. */
import type { SimulatorRequest } from "./message.ts";

/** The word a server says in its handshake for a request that not every simulator can answer. */
const WORDS = {
  render: "render",
  readProperties: "properties",
  writeProperties: "properties",
  getState: "state",
  setState: "state",
} as const satisfies Record<SimulatorRequest["kind"], string>;

export function isOffered({ kind }: SimulatorRequest, capabilities: readonly string[]): boolean {
  return capabilities.includes(WORDS[kind]);
}
