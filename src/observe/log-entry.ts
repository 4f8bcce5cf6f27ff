/** One log entry as a line: for a person, and as JSON for machines. Pure. */

export const logLevels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a message is about, by name. Values may be anything, errors included; they are made harmless when written. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogEntry {
  readonly time: Date;
  readonly level: LogLevel;
  /** The room of the project that speaks, such as "transport". */
  readonly room?: string | undefined;
  readonly message: string;
  readonly fields?: LogFields | undefined;
}

const causeDepth = 8;
const valueDepth = 6;
const elementLimit = 64;

/** `{"time":…,"level":…,"room":…,"message":…,"fields":{…}}` in one line without a line feed. Never throws. */
export function jsonLine(entry: LogEntry): string {
  const { time, level, room, message, fields } = entry;
  return JSON.stringify({ time: time.toISOString(), level, room, message, fields: fields && plain(fields) });
}

/** `10:32:04 warn  transport  message  key=value`, causes of errors indented below; stacks only at level debug. */
export function humanLine(entry: LogEntry, options: { color: boolean; stacks?: boolean }): string {
  const paint = options.color ? (code: number, text: string) => `\x1b[${code}m${text}\x1b[0m` : plainText;
  const fields = Object.entries(entry.fields ?? {});
  const errors = fields.flatMap(([, value]) => (value instanceof Error ? [value] : []));
  const pairs = fields
    .filter(([, value]) => !(value instanceof Error))
    .map(([key, value]) => pair(key, value));
  const head = [
    paint(dim, clockTime(entry.time)),
    paint(colorOf[entry.level], entry.level.padEnd(5)),
    paint(dim, printable(entry.room ?? "").padEnd(9)),
    printable(entry.message),
    ...(pairs.length > 0 ? [paint(dim, printable(pairs.join(" ")))] : []),
  ].join(" ");
  return [head, ...errors.flatMap((error) => causeLines(error, options.stacks === true))].join("\n    ");
}

const dim = 2;
const colorOf: Readonly<Record<LogLevel, number>> = { error: 31, warn: 33, info: 32, debug: 36 };
const plainText = (_code: number, text: string): string => text;

function clockTime(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

function pair(key: string, value: unknown): string {
  const made = plain(value);
  return `${key}=${typeof made === "string" ? made : JSON.stringify(made)}`;
}

/** The error and what caused it, outermost first. */
function causeLines(error: Error, stacks: boolean): string[] {
  const lines: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < causeDepth && current !== undefined && current !== null; depth += 1) {
    const text = current instanceof Error ? titleOf(current) : String(plain(current));
    lines.push(`${depth === 0 ? "" : "caused by "}${printable(text)}`);
    if (stacks && current instanceof Error) lines.push(...frames(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return lines;
}

function titleOf(error: Error): string {
  return `${error.name}: ${error.message}`;
}

function frames(error: Error): string[] {
  const stack = String(error.stack ?? "").split("\n");
  return stack.filter((line) => /^\s+at /.test(line)).map((line) => `  ${printable(line.trim())}`);
}

/** Text without control characters: what a peer sends must not steer the terminal. Further lines are indented. */
function printable(text: string): string {
  return (
    text
      .replaceAll("\r\n", "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`)
      .replaceAll("\n", "\n    ")
  );
}

/** A value as JSON can hold it: errors with their causes, typed arrays as numbers, NaN by name, cycles cut. */
export function plain(value: unknown, depth = 0, above: readonly unknown[] = []): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object") return value === undefined ? undefined : String(value);
  if (above.includes(value)) return "[circular]";
  if (depth >= valueDepth) return "[deep]";
  try {
    const inside = (member: unknown) => plain(member, depth + 1, [...above, value]);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (value instanceof Error) return plainError(value, inside);
    if (ArrayBuffer.isView(value)) return shortened(Array.from(value as Float64Array), inside);
    if (Array.isArray(value)) return shortened(value, inside);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inside(member)]));
  } catch (error) {
    return `[unreadable: ${String(error)}]`;
  }
}

function shortened(values: readonly unknown[], inside: (member: unknown) => unknown): unknown[] {
  const shown = values.slice(0, elementLimit).map((member) => inside(member) ?? null);
  return values.length > elementLimit ? [...shown, `… ${values.length - elementLimit} more`] : shown;
}

function plainError(error: Error, inside: (member: unknown) => unknown): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const own = Object.fromEntries(Object.entries(error).map(([key, member]) => [key, inside(member)]));
  const parts = error instanceof AggregateError ? { errors: inside(error.errors) } : {};
  return { ...own, name, message, stack, ...parts, ...(cause === undefined ? {} : { cause: inside(cause) }) };
}
