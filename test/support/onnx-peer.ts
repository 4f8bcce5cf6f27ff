/** ONNX models as onnx and onnxruntime see them. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "./package-root.ts";
import { python } from "./python.ts";

const script = join(packageRoot, "test", "deploy", "onnx_peer.py");

export interface OnnxSubject {
  readonly model: Uint8Array;
  readonly rows: Float32Array;
}

export interface OnnxAnswer {
  /** Row after row. */
  readonly actions: Float64Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/** In one process, for onnxruntime takes long to load. Throws where onnx.checker refuses a model. */
export async function runOnnx(
  folder: string,
  subjects: Readonly<Record<string, OnnxSubject>>,
): Promise<Readonly<Record<string, OnnxAnswer>>> {
  const names = Object.keys(subjects);
  for (const [name, { model, rows }] of Object.entries(subjects)) {
    await writeFile(join(folder, `${name}.onnx`), model);
    await writeFile(join(folder, `${name}.rows`), rows);
  }
  const { stdout } = await promisify(execFile)(python, [script, folder, ...names]);
  const metadata = JSON.parse(stdout) as Record<string, Record<string, string>>;
  const answers = names.map(async (name): Promise<[string, OnnxAnswer]> => {
    const { buffer } = new Uint8Array(await readFile(join(folder, `${name}.actions`)));
    return [name, { actions: new Float64Array(buffer), metadata: metadata[name] ?? {} }];
  });
  return Object.fromEntries(await Promise.all(answers));
}
