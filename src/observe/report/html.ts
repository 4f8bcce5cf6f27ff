/** HTML from a template in which everything put in is escaped unless it is markup already. */

export interface Markup {
  readonly markup: string;
}

export type Part = Markup | string | number | undefined | readonly Part[];

/** `html\`<p>${text}</p>\``: text is escaped, markup is kept, a list is joined, a number that is none becomes a dash. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = strings.map((text, index) => text + rendered(parts[index])).join("");
  return { markup };
}

export const nothing: Markup = { markup: "" };

function rendered(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return Number.isFinite(part) ? String(part) : "–";
  if ("markup" in part) return part.markup;
  return part.map(rendered).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe as text and inside quoted attributes; characters that HTML cannot hold become U+FFFD. */
export function escapeText(text: string): string {
  return (
    text
      .replace(/[\ud800-\udfff]/gu, "\ufffd")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "\ufffd")
      .replace(/[&<>"']/g, (character) => entities[character] ?? "")
  );
}
