/** Tables and the line that says where and when, for the benchmarks; Markdown, so that the README can show them. */
import { availableParallelism, cpus } from "node:os";

export type Row = Readonly<Record<string, string>>;

export function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const width = (column: string): number =>
    Math.max(column.length, ...rows.map((row) => (row[column] ?? "").length));
  const line = (cells: readonly string[]): string =>
    `| ${columns.map((column, k) => (cells[k] ?? "").padEnd(width(column))).join(" | ")} |\n`;
  const rule = `|${columns.map((column) => "-".repeat(width(column) + 2)).join("|")}|\n`;
  return line(columns) + rule + rows.map((row) => line(columns.map((column) => row[column] ?? ""))).join("");
}

export function machine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  return `${model}, ${availableParallelism()} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
}
