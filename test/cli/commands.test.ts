/** The command line has every command there is a file for, and each explains itself. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { commands, commandsFor } from "../../src/cli/commands.ts";
import { packageRoot } from "../../src/cli/package-root.ts";

const folder = join(packageRoot, "src", "cli");

test("every file with a command in it is on the command line, under the file's name", () => {
  const files = readdirSync(folder).filter((file) =>
    /^export function \w+Command\(/m.test(readFileSync(join(folder, file), "utf8")),
  );
  assert.deepEqual(
    Object.keys(commands).sort(),
    files.map((file) => file.replace(".ts", "")),
  );
});

test("every command goes by its own name and explains itself with examples", async () => {
  for (const [name, load] of Object.entries(commands)) {
    const command = await load();
    const said: string[] = [];
    command.configureOutput({ writeOut: (text) => said.push(text) }).outputHelp();
    assert.equal(command.name(), name);
    assert.match(said.join(""), /Examples:\n {2}gaitway /, name);
  }
});

test("only what is called for is loaded; a word that is none brings them all", async () => {
  assert.deepEqual(
    (await commandsFor("keys")).map((command) => command.name()),
    ["keys"],
  );
  for (const word of [undefined, "--help", "tun", "constructor"])
    assert.equal((await commandsFor(word)).length, Object.keys(commands).length, word);
});
