/**
 * The one place that writes to the person's terminal, so that log lines and a progress bar do not tear each other.
 *
 * Everything goes to stderr: stdout belongs to results and `--json`.
 */

/** What draws itself on the last line of the terminal and can step aside for a line above it. */
export interface LastLine {
  hide(): void;
  show(): void;
}

export interface Terminal {
  /** A person is looking: cursor movement is understood. */
  readonly interactive: boolean;
  /** Colors are understood and wanted (https://no-color.org). */
  readonly color: boolean;
  readonly columns: number;
  readonly stream: NodeJS.WritableStream;
  /** Writes a line above the last line, whole. `text` carries no line feed at its end. */
  writeLine(text: string): void;
  /** Puts `line` at the bottom until the returned function is called. One at a time; the newer one wins. */
  keepBelow(line: LastLine): () => void;
}

/** A stream such as `process.stderr`; the terminal properties are absent when it is a file or a pipe. */
export type TerminalStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

const fallbackColumns = 80;

export function createTerminal(
  stream: TerminalStream = process.stderr,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const interactive = stream.isTTY === true && environment.TERM !== "dumb";
  let below: LastLine | undefined;
  // A reader that goes away (`gaitway tune 2>&1 | head`) must not end the run: the log file still has every line.
  stream.on("error", () => {});
  return {
    interactive,
    color: interactive && !environment.NO_COLOR,
    get columns() {
      return stream.columns || fallbackColumns;
    },
    stream,
    writeLine(text) {
      below?.hide();
      stream.write(`${text}\n`);
      below?.show();
    },
    keepBelow(line) {
      below = line;
      return () => {
        if (below === line) below = undefined;
      };
    },
  };
}
