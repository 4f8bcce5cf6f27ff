// A reporter for Node's test runner: one line a skipped test, "file: name # reason".
import { relative } from "node:path";

export default async function* skipped(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" || typeof data.skip !== "string") continue;
    const file = data.file === undefined ? "" : `${relative(process.cwd(), data.file)}: `;
    yield `${file}${data.name} # ${data.skip}\n`;
  }
}
