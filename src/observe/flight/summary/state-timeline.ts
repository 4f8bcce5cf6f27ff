/** Which states a deployment was in, from when to when and why; and how its last stop went. */
import { stateCode, stateNames } from "../../../deploy/states.ts";
import type { StateSpan, StopData } from "../../report/deploy/data.ts";
import { nameOf } from "../events.ts";
import { reasonName, reasonText } from "../reason-name.ts";
import type { TickView } from "./tick-view.ts";

export class StateTimeline {
  readonly #spans: StateSpan[] = [];
  #stopBegin = Number.NaN;
  #stopEnd = Number.NaN;
  /** What was read back last: 1 off, 0 on, −1 unknown, NaN not asked. */
  #readBack = Number.NaN;

  take(tick: TickView): void {
    const [state, time] = [tick.head("state"), tick.time];
    const span = this.#spans.pop();
    if (span !== undefined) this.#spans.push({ ...span, end: time });
    if (span === undefined || state !== tick.headBefore("state")) this.#enter(tick);
    const readBack = tick.head("limpReadBack");
    if (state >= stateCode.stopping && !Number.isNaN(readBack)) this.#readBack = readBack;
  }

  spans(): readonly StateSpan[] {
    return this.#spans;
  }

  stop(): StopData {
    const torque = ({ 1: "off", 0: "on", [-1]: "unknown" } as const)[this.#readBack] ?? "not asked";
    return { duration: this.#stopEnd - this.#stopBegin, torque };
  }

  #enter(tick: TickView): void {
    const [code, reason, begin] = [tick.head("state"), tick.head("reason"), tick.time];
    const state = nameOf(stateNames, code);
    this.#spans.push({ state, begin, end: begin, reason: reasonName(reason), text: reasonText(reason) });
    if (code === stateCode.stopping) {
      this.#stopBegin = begin;
      this.#stopEnd = Number.NaN;
      this.#readBack = Number.NaN;
    }
    if (code === stateCode.latched) this.#stopEnd = begin;
  }
}
