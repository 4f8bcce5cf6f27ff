/** What every fault check asks in the end: is the server alive, and does it serve the next client as it did before? */
import { ChaosProxy, type Direction, type Kind } from "./chaos-proxy.ts";
import type { Fault } from "./faults/fault.ts";
import type { Lab } from "./lab.ts";
import { LinkProxy } from "./link-proxy.ts";
import { expectSame, play } from "./trajectory.ts";

const SEED = 41;

export function survives(run: (lab: Lab) => Promise<string>): (lab: Lab) => Promise<string> {
  return async (lab) => {
    const before = await lab.reference(SEED);
    const seen = await run(lab);
    const [after] = await play(lab, await lab.session(), { envIds: [0], seeds: [SEED] });
    expectSame("the next client served as before", before, after ?? [], "the fault left something behind");
    return seen;
  };
}

export interface ArmedProxy {
  readonly endpoint: string;
  /** The next message of this direction and kind meets the fault. */
  arm(direction: Direction, kind: Kind, fault: Fault): void;
  /** Every message to the server meets the fault from now on; none when undefined. */
  armAll(fault: Fault | undefined): void;
}

/** A message proxy before the server, closed when the check is over. */
export async function armedProxy(lab: Lab): Promise<ArmedProxy> {
  const armed: { direction: Direction; kind: Kind; fault: Fault }[] = [];
  let always: Fault | undefined;
  const proxy = await ChaosProxy.open(
    lab.endpoint,
    ({ direction, kind }) => {
      const at = armed.findIndex((each) => each.direction === direction && each.kind === kind);
      if (at >= 0) return armed.splice(at, 1)[0]?.fault;
      return direction === "request" ? always : undefined;
    },
    { keys: lab.keys },
  );
  lab.plainAt(proxy.endpoint);
  lab.afterwards(() => proxy[Symbol.asyncDispose]());
  return {
    endpoint: proxy.endpoint,
    arm: (direction, kind, fault) => void armed.push({ direction, kind, fault }),
    armAll: (fault) => {
      always = fault;
    },
  };
}

/** A link before the server, closed when the check is over. */
export async function linkTo(lab: Lab): Promise<LinkProxy> {
  const link = await LinkProxy.open(lab.endpoint);
  lab.afterwards(() => link[Symbol.asyncDispose]());
  return link;
}
