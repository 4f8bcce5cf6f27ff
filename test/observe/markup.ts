/** Reads HTML strictly enough to find what a browser would have to guess: tags that do not match, quotes left open. */

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const voidElements = new Set(["meta", "link", "br", "hr", "img", "input", "wbr"]);
const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<>]*")?)*)\s*(\/?)>/y;

/** Every element in order. Throws with the place when the page is not well formed. */
export function parseMarkup(page: string): Element[] {
  const doctype = "<!doctype html>";
  if (!page.startsWith(doctype)) throw new Error("the page does not begin with its doctype");
  const elements: Element[] = [];
  const open: string[] = [];
  let position = doctype.length;
  for (;;) {
    const next = page.indexOf("<", position);
    checkText(page.slice(position, next < 0 ? undefined : next), position);
    if (next < 0) break;
    tag.lastIndex = next;
    const match = tag.exec(page);
    if (!match) throw new Error(`no tag at ${next}: ${page.slice(next, next + 60)}`);
    const [whole, closing, name = "", attributes = "", selfClosing] = match;
    position = next + whole.length;
    if (closing) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> at ${next} closes <${expected}>`);
      continue;
    }
    elements.push({ name, attributes: attributesOf(attributes, next) });
    if (name === "style") position = page.indexOf("</style>", position);
    if (!selfClosing && !voidElements.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(", ")}`);
  return elements;
}

function attributesOf(text: string, position: number): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/([a-zA-Z][a-zA-Z0-9:-]*)(?:="([^"]*)")?/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice at ${position}`);
    checkText(value, position);
    attributes.set(name, value);
  }
  return attributes;
}

function checkText(text: string, position: number): void {
  if (text.includes(">")) throw new Error(`a bare > after ${position}: ${text.slice(0, 60)}`);
  const bare = /&(?!(amp|lt|gt|quot|#39);)/.exec(text);
  if (bare) throw new Error(`a bare & after ${position}: ${text.slice(bare.index, bare.index + 20)}`);
}
