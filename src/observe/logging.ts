/**
 * Logging with Winston: lines for a person on the terminal, JSON lines in the run directory, one child logger a room.
 *
 *   logger.info() ─▶ winston ─┬─▶ terminal   chosen level and above, human-readable, above the progress bar
 *                             └─▶ log.jsonl  info and above whatever the terminal shows; debug when debug is chosen
 *
 * Both sinks write synchronously: a line is out when the call returns, so `process.exit` and a crash lose nothing and
 * closing has nothing to wait for but Winston's own end of stream.
 */
import { Writable } from "node:stream";
import winston from "winston";
import { humanLine, jsonLine, type LogEntry, type LogFields, type LogLevel, logLevels } from "./log-entry.ts";
import { type LogFile, openLogFile } from "./log-file.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** What a room logs to. Rooms below this one take it as a structural type and never import Winston. */
export interface RoomLogger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export interface Logger extends RoomLogger, AsyncDisposable {
  /** Logs a finished entry; the other methods are sugar for it. */
  write(entry: LogEntry): void;
  /** Flushes and closes; always ends. Lines logged afterwards still reach the terminal, no longer the file. */
  close(): Promise<void>;
}

export interface LoggerOptions {
  /** Least urgent level the terminal shows. Default info. */
  readonly level?: LogLevel;
  /** Path of the JSON lines file; its directory exists. Appended to, never truncated. No file when absent. */
  readonly file?: string;
  /** Where a person looks. Default stderr. */
  readonly terminal?: Terminal;
}

const closeTimeoutMs = 1000;

/** Throws a `RangeError` for an unknown level and an `Error` with a remedy when the file cannot be opened. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = "info", terminal = createTerminal(), file: path } = options;
  if (!logLevels.includes(level))
    throw new RangeError(`log level "${level}" is not known; choose one of ${logLevels.join(", ")}`);
  const file = path === undefined ? undefined : openLogFile(path);
  const human = (entry: LogEntry) => humanLine(entry, { color: terminal.color, stacks: level === "debug" });
  const toTerminal = (line: string) => terminal.writeLine(line);
  const sinks = [lineTransport(level, human, toTerminal)];
  if (file) sinks.push(lineTransport(fileLevel(level), jsonLine, fileSink(file, terminal)));
  const root = winston.createLogger({
    levels: levelNumbers,
    level: fileLevel(level),
    format: winston.format((info) => info)(),
    transports: sinks,
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= end(root).finally(() => file?.close());
    return closing;
  };
  const write = (entry: LogEntry) => {
    if (!closing) root.log({ ...entry });
    else if (levelNumbers[entry.level] <= levelNumbers[level]) toTerminal(human(entry));
  };
  return { ...methods(write), write, close, [Symbol.asyncDispose]: close };
}

/** The same logger, every line marked with the room that speaks. */
export function roomLogger(logger: Logger, room: string): RoomLogger {
  return methods(logger.write, room);
}

const levelNumbers: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

function methods(write: (entry: LogEntry) => void, room?: string): RoomLogger {
  const at = (level: LogLevel) => (message: string, fields?: LogFields) =>
    write({ time: new Date(), level, room, message: String(message), fields });
  return { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}

function fileLevel(level: LogLevel): LogLevel {
  return level === "debug" ? "debug" : "info";
}

function lineTransport(level: LogLevel, format: (entry: LogEntry) => string, sink: (line: string) => void) {
  const stream = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => {
      sink(String(text));
      done();
    },
  });
  const line = winston.format.printf((info) => format(info as unknown as LogEntry));
  return new winston.transports.Stream({ stream, level, format: line, eol: "" });
}

/** A full disk must not end a run that could still save its checkpoint: say so once and go on without the file. */
function fileSink(file: LogFile, terminal: Terminal): (line: string) => void {
  let failed = false;
  return (line) => {
    if (failed) return;
    try {
      file.write(line);
    } catch (error) {
      failed = true;
      terminal.writeLine(
        `the log file cannot be written (${String(error)}); later lines go to the terminal only`,
      );
    }
  };
}

function end(root: winston.Logger): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, closeTimeoutMs);
    root.once("finish", () => {
      clearTimeout(timer);
      resolve();
    });
    root.end();
  });
}
