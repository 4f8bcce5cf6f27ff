/** What a person sees of a deployment while it runs: each change of state with its reason, and a line that says how it goes. */
import type { DeployEvent, StateEvent } from "../deploy/loop/deploy.ts";
import { type ReasonName, reasonCode, reasonOf } from "../deploy/reasons.ts";
import { stateNames } from "../deploy/states.ts";
import type { RecordLayout } from "../deploy/tick-record.ts";
import type { RoomLogger } from "../observe/logging.ts";
import type { Terminal } from "../observe/terminal.ts";

export interface DeployOutputOptions {
  readonly terminal: Terminal;
  readonly log: RoomLogger;
  readonly json: boolean;
}

export interface DeployOutput {
  take(event: DeployEvent): void;
  /** Takes the line away. */
  end(): void;
}

/** The line is drawn anew so often, ms. */
const drawTime = 200;
/** Ticks that the line speaks of. */
const recent = 200;

export function deployOutput({ terminal, log, json }: DeployOutputOptions): DeployOutput {
  const line = new StatusLine(terminal);
  const say = (event: object) => {
    if (json) process.stdout.write(`${JSON.stringify(event)}\n`);
  };
  return {
    take(event) {
      if (event.type === "rows") return line.take(event.rows);
      if (event.type === "opened") {
        const { identity, guard } = event;
        line.begin(event.layout);
        log.info(`connected: ${identity}${guard === null ? "" : `; guarded by process ${guard}`}`);
        return say({ type: "opened", identity, guard });
      }
      const { state, reason, time } = event;
      log.info(stateInWords(event));
      say({ type: "state", state, reason, time });
    },
    end: () => line.end(),
  };
}

const operatorsTurn: Readonly<Record<string, string>> = {
  checked: "; a arms it",
  holding: "; g lets the policy go",
  latched: "; r resets it, any other key ends",
};

function stateInWords({ state, reason }: StateEvent): string {
  return `${state}: ${reasonInWords(reason)}${operatorsTurn[state] ?? ""}`;
}

export function reasonInWords(reason: ReasonName): string {
  return reasonOf(reasonCode[reason]).text;
}

/** The last line of a terminal; nothing without one. */
class StatusLine {
  readonly #terminal: Terminal;
  #layout: RecordLayout | undefined;
  #lateness: number[] = [];
  #text = "";
  #skipped = 0;
  #timer: NodeJS.Timeout | undefined;
  #forget: () => void = () => undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  begin(layout: RecordLayout): void {
    this.#layout = layout;
    if (!this.#terminal.interactive) return;
    this.#forget = this.#terminal.keepBelow({ hide: () => this.#clear(), show: () => this.#draw() });
    this.#timer = setInterval(() => this.#draw(), drawTime);
  }

  take(rows: Float64Array): void {
    if (this.#layout === undefined) return;
    const { head, size } = this.#layout;
    for (let at = 0; at < rows.length; at += size) {
      this.#lateness.push((rows[at + head.begin] as number) - (rows[at + head.deadline] as number));
      this.#skipped += rows[at + head.skipped] as number;
    }
    this.#lateness.splice(0, this.#lateness.length - recent);
    this.#say(rows.subarray(rows.length - size), head);
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#timer !== undefined) this.#clear();
    this.#forget();
  }

  #say(row: Float64Array, head: RecordLayout["head"]): void {
    const worst = this.#lateness.reduce((most, value) => Math.max(most, value), 0);
    this.#text = [
      stateNames[row[head.state] as number],
      `${(row[head.motionTime] as number).toFixed(1)} s moving`,
      `late ${(1000 * worst).toFixed(1)} ms at most`,
      `${this.#skipped} skipped`,
      `${row[head.retries]} retries`,
      `${(100 * (row[head.outOfRange] as number)).toFixed(0)} % out of range`,
    ].join(" · ");
  }

  #draw(): void {
    this.#terminal.stream.write(`\r\u001b[2K${this.#text.slice(0, this.#terminal.columns - 1)}`);
  }

  #clear(): void {
    this.#terminal.stream.write("\r\u001b[2K");
  }
}
