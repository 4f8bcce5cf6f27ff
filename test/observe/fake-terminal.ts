/** A terminal that keeps what a person would see: interprets the control sequences a progress bar needs, no others. */
import { Writable } from "node:stream";

export class FakeTerminal extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  /** Everything written, as it came. */
  raw = "";
  #rows: string[] = [""];
  #row = 0;
  #column = 0;
  #saved: readonly [number, number] = [0, 0];

  constructor(options: { isTTY?: boolean; columns?: number } = {}) {
    super({ decodeStrings: false });
    this.isTTY = options.isTTY ?? true;
    this.columns = options.columns ?? 100;
  }

  /** The lines on the screen, without blanks at their ends and without the empty line the cursor waits on. */
  get screen(): string[] {
    const lines = this.#rows.map((row) => row.trimEnd());
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.raw += chunk;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of control characters
    for (const [token] of String(chunk).matchAll(/\x1b\[[?0-9;]*[A-Za-z]|\x1b[78]|[\s\S]/g))
      this.#take(token);
    done();
  }

  #take(token: string): void {
    if (token === "\n") this.#moveTo(this.#row + 1, 0);
    else if (token === "\r" || token === "\x1b[1G") this.#column = 0;
    else if (token === "\x1b7") this.#saved = [this.#row, this.#column];
    else if (token === "\x1b8") this.#moveTo(...this.#saved);
    else if (token === "\x1b[2K") this.#rows[this.#row] = "";
    else if (token === "\x1b[0K") this.#rows[this.#row] = this.#text.slice(0, this.#column);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of control characters
    else if (/^\x1b\[(\?7[hl]|[0-9;]*m)$/.test(token)) return;
    else if (token.startsWith("\x1b"))
      throw new Error(`the fake terminal does not know ${JSON.stringify(token)}`);
    else this.#print(token);
  }

  get #text(): string {
    return this.#rows[this.#row] ?? "";
  }

  #moveTo(row: number, column: number): void {
    while (this.#rows.length <= row) this.#rows.push("");
    this.#row = row;
    this.#column = column;
  }

  #print(character: string): void {
    const before = this.#text.padEnd(this.#column).slice(0, this.#column);
    this.#rows[this.#row] = before + character + this.#text.slice(this.#column + 1);
    this.#column += 1;
  }
}
