/** What a report must be as a page, whatever it is a report of. */
import assert from "node:assert/strict";
import { parseMarkup } from "./markup.ts";

/** The text a reader sees, without tags and style, with plain spaces. */
export const wordsOf = (page: string) =>
  page
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

/** What must hold for every page, whatever went in. */
export function checkedPage(page: string): string {
  const elements = parseMarkup(page);
  const ids = elements.flatMap(({ attributes }) => attributes.get("id") ?? []);
  assert.equal(new Set(ids).size, ids.length, "ids are unique");
  for (const { name, attributes } of elements) {
    assert.ok(!["script", "iframe", "object", "embed", "img"].includes(name), `<${name}>`);
    for (const [key, value] of attributes) {
      assert.ok(!key.startsWith("on"), `${key}=`);
      if (["href", "src", "action", "srcset"].includes(key)) assert.equal(value, "data:,");
      if (
        ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height"].includes(key) &&
        name !== "meta"
      )
        assert.match(value, /^-?\d+(\.\d+)?$/, `${name} ${key}`);
      if (key === "d") assert.match(value, /^([ML]-?\d+(\.\d+)? -?\d+(\.\d+)?)+Z?$/);
      if (key.startsWith("aria-labelledby"))
        for (const id of value.split(" ")) assert.ok(ids.includes(id), id);
    }
  }
  assert.doesNotMatch(page, /NaN|Infinity|undefined|\[object/);
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
  assert.doesNotMatch(style, /url\(|@import/);
  return page;
}
