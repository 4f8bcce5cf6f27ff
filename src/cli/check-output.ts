/** What `gaitway check` shows: one line a check as it happens, under its group; what failed in full; counts at the end. */
import type { Check, CheckResult } from "../conformance/check.ts";
import { toJson } from "../train/json.ts";

export interface CheckOutput {
  result(result: CheckResult): void;
  end(results: readonly CheckResult[], elapsedMs: number): void;
}

/** Marks and colors of a terminal, words where there is none. */
interface Style {
  readonly marks: Readonly<Record<CheckResult["status"], string>>;
  readonly columns: number;
  bold(text: string): string;
  dim(text: string): string;
}

export interface Screen {
  readonly interactive: boolean;
  readonly color: boolean;
  readonly columns: number;
}

const WIDEST = 110;
const INDENT = "        ";

export function styleOf({ interactive, color, columns }: Screen): Style {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const plain = { passed: "ok     ", failed: "FAILED ", skipped: "skipped" };
  const marks = { passed: paint(32, "✓"), failed: paint(31, "✗"), skipped: paint(33, "–") };
  return {
    marks: interactive ? marks : plain,
    columns: interactive ? Math.min(columns, WIDEST) : WIDEST,
    bold: (text) => paint(1, text),
    dim: (text) => paint(2, text),
  };
}

/** For people. `write` gets whole lines. */
export function textOutput(write: (line: string) => void, style: Style): CheckOutput {
  let group: Check["group"] | undefined;
  return {
    result: (result) => {
      if (result.check.group !== group) {
        group = result.check.group;
        write(`\n  ${style.bold(group)}`);
      }
      write(`    ${style.marks[result.status]} ${titleOf(result, style)}`);
      for (const line of details(result, style)) write(line);
    },
    end: (results, elapsedMs) => {
      const count = (status: CheckResult["status"]) =>
        results.filter((each) => each.status === status).length;
      const [failed, skipped] = [count("failed"), count("skipped")];
      const parts = [`${count("passed")} passed`, `${failed} failed`, `${skipped} skipped`];
      write(`\n  ${style.bold(parts.join(" · "))} in ${(elapsedMs / 1000).toFixed(1)} s`);
      if (failed > 0) write(`  ${style.dim("What each paragraph demands is in proto/README.md.")}`);
    },
  };
}

function titleOf({ check, status, elapsedMs }: CheckResult, { dim }: Style): string {
  return status === "skipped" ? dim(check.name) : `${check.name} ${dim(`${Math.round(elapsedMs)} ms`)}`;
}

function details(result: CheckResult, style: Style): string[] {
  if (result.status === "passed") return [];
  if (result.status === "skipped") return wrapped("", result.reason, style).map(style.dim);
  return [
    ...wrapped("expected  ", result.expected, style),
    ...wrapped("seen      ", result.seen, style),
    ...wrapped("likely    ", result.cause, style),
    ...wrapped("why       ", `${result.check.why} (${result.check.source})`, style),
  ];
}

/** Words below one another, behind a label. */
function wrapped(label: string, text: string, { columns }: Style): string[] {
  const width = Math.max(30, columns - INDENT.length - label.length);
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) as string;
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, i) => `${INDENT}${i === 0 ? label : " ".repeat(label.length)}${line}`);
}

/** For machines: one JSON object a line. */
export function jsonOutput(write: (line: string) => void): CheckOutput {
  return {
    result: ({ check, ...outcome }) => {
      const { group, name, why, source } = check;
      write(toJson({ type: "check", group, name, ...outcome, why, source }));
    },
    end: (results, elapsedMs) => {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const { status } of results) counts[status]++;
      write(toJson({ type: "summary", ...counts, elapsedMs }));
    },
  };
}
