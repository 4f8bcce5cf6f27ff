// A reporter for Node's test runner: one line a skipped test, "name # reason".
export default async function* skipped(events) {
  for await (const { type, data } of events)
    if (type === "test:pass" && typeof data.skip === "string") yield `${data.name} # ${data.skip}\n`;
}
