/** The C compiler of the tests; where there is none, they are skipped by name, with the reason. */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type CFiles, cFlags } from "../../src/deploy/export/c/files.ts";

const compiler = ["gcc", "clang", "cc"].find((name) => spawnSync(name, ["--version"]).status === 0);

export function cTest(name: string, body: (context: TestContext) => Promise<void> | void): void {
  void test(name, { skip: compiler === undefined && "no C compiler here (gcc, clang or cc)" }, body);
}

/** Compiles `files` of the name `policy` with `main`, no warning let through, and gives a program: bytes in, bytes out. */
export async function compiled(
  context: TestContext,
  { source, header }: CFiles,
  main: string,
  libraries: readonly string[] = [],
): Promise<(input: Uint8Array) => Buffer> {
  const name = "policy";
  const folder = await mkdtemp(join(tmpdir(), "gaitway-c-"));
  context.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, `${name}.c`), source);
  await writeFile(join(folder, `${name}.h`), header);
  await writeFile(join(folder, "main.c"), main);
  const strict = ["-Wall", "-Wextra", "-Werror", "-pedantic"];
  const program = join(folder, "program");
  // Without -lm: a policy must not need it.
  run(compiler as string, [
    ...cFlags,
    ...strict,
    "-o",
    program,
    join(folder, `${name}.c`),
    join(folder, "main.c"),
    ...libraries,
  ]);
  return (input) => run(program, [], input);
}

function run(command: string, args: readonly string[], input?: Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.toString()}`);
  return stdout;
}
