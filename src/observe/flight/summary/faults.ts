/** Faults of reading and writing, each stretch of ticks with the same one as a span. */
import { faultNames } from "../../../deploy/faults.ts";
import type { FaultSpan } from "../../report/deploy/data.ts";
import { nameOf } from "../events.ts";
import type { TickView } from "./tick-view.ts";

const sides = [
  { what: "reading", field: "readFault" },
  { what: "writing", field: "writeFault" },
] as const;

export class Faults {
  readonly #spans: FaultSpan[] = [];
  readonly #open: { reading: FaultSpan | undefined; writing: FaultSpan | undefined } = {
    reading: undefined,
    writing: undefined,
  };

  take(tick: TickView): void {
    for (const { what, field } of sides) {
      const code = tick.head(field);
      const open = code === tick.headBefore(field) ? this.#open[what] : undefined;
      if (open === undefined) this.#close(what);
      if (code === 0) continue;
      const begun = open ?? { what, fault: nameOf(faultNames, code), begin: tick.time, ticks: 0 };
      this.#open[what] = { ...begun, ticks: begun.ticks + 1 };
    }
  }

  /** In the order in which they ended. */
  result(): readonly FaultSpan[] {
    for (const { what } of sides) this.#close(what);
    return this.#spans;
  }

  #close(what: "reading" | "writing"): void {
    const span = this.#open[what];
    if (span !== undefined) this.#spans.push(span);
    this.#open[what] = undefined;
  }
}
