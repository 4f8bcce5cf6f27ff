/** In a process of its own: a function that has served hundreds of networks is compiled for all of them, with numbers on the heap. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { getHeapStatistics } from "node:v8";
import { createRng } from "../../../src/math/random.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";

it("infers without allocating", () => {
  const network = mlp({ inputSize: 17, hidden: [64, 64], outputSize: 6 });
  const params = network.init(createRng(3));
  const [input, output] = [new Float32Array(17).fill(0.1), new Float32Array(6)];
  const count = 20_000;
  const bytesEach = () => {
    const before = getHeapStatistics().used_heap_size;
    for (let i = 0; i < count; i++) network.infer(params, input, output);
    return Math.abs(getHeapStatistics().used_heap_size - before) / count;
  };
  // Until the code is compiled, the interpreter keeps intermediate numbers on the heap.
  const blocks = Array.from({ length: 10 }, bytesEach);
  assert.ok(Math.min(...blocks) < 1, `${blocks.join(", ")} bytes a call`);
});
