/** Results of checks as JUnit XML, as CI systems read it. */
import type { CheckResult } from "../conformance/check.ts";

export function junitXml(endpoint: string, results: readonly CheckResult[]): string {
  const groups = [...new Set(results.map(({ check }) => check.group))];
  const suites = groups.map((group) =>
    suite(
      group,
      results.filter(({ check }) => check.group === group),
    ),
  );
  const name = attribute(`gaitway check ${endpoint}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name=${name} ${counts(results)}>\n${suites.join("")}</testsuites>\n`;
}

function suite(group: string, results: readonly CheckResult[]): string {
  return `  <testsuite name=${attribute(group)} ${counts(results)}>\n${results.map(testcase).join("")}  </testsuite>\n`;
}

function counts(results: readonly CheckResult[]): string {
  const of = (status: CheckResult["status"]) => results.filter((result) => result.status === status).length;
  const elapsedMs = results.reduce((sum, result) => sum + result.elapsedMs, 0);
  return `tests="${results.length}" failures="${of("failed")}" errors="0" skipped="${of("skipped")}" time="${seconds(elapsedMs)}"`;
}

function testcase(result: CheckResult): string {
  const { name, group } = result.check;
  const open = `    <testcase name=${attribute(name)} classname=${attribute(group)} time="${seconds(result.elapsedMs)}"`;
  if (result.status === "passed") return `${open}/>\n`;
  return `${open}>\n${result.status === "failed" ? failure(result) : skipped(result.reason)}    </testcase>\n`;
}

function failure(result: Extract<CheckResult, { readonly status: "failed" }>): string {
  const { expected, seen, cause, check } = result;
  const message = attribute(`expected ${expected}, seen ${seen}`);
  const text = `expected ${expected}\nseen ${seen}\nlikely cause: ${cause}\nwhy it matters: ${check.why} (${check.source})`;
  return `      <failure type="conformance" message=${message}>${escaped(text)}</failure>\n`;
}

function skipped(reason: string): string {
  return `      <skipped message=${attribute(reason)}/>\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attribute(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}

/** Characters that XML 1.0 cannot hold at all become U+FFFD: what a server said may be anything. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
  );
}
