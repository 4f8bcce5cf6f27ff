/**
 * What the WASM backend of TensorFlow.js lacks, most of all the gradient of a convolution in its filter.
 *
 * Flows in: the started engine. Flows out: kernels registered for "wasm". That gradient is a matrix product here; every other
 * missing kernel is carried out by the backend in plain JavaScript, on copies: slow, and rarely met.
 */
import type * as Core from "@tensorflow/tfjs-core";

type Tensors = Record<string, Core.TensorInfo>;

export function registerMissingKernels(tf: typeof Core): void {
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(tf, inputs as Tensors, attrs as unknown as FilterGradientAttributes),
  });
  const present = new Set(tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName));
  for (const kernel of tf.getKernelsForBackend("cpu"))
    if (!present.has(kernel.kernelName)) tf.registerKernel(onCpu(tf, kernel));
}

interface FilterGradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly filterShape: [number, number, number, number];
}

/** ∂/∂W of w · (x ∗ W): Pᵀ w, where a row of P is the patch of x that one output pixel sees. */
function filterGradient(
  tf: typeof Core,
  { x, dy }: Tensors,
  { strides, pad, dimRoundingMode, filterShape }: FilterGradientAttributes,
): Core.Tensor {
  const input = x as Core.Tensor4D;
  const info = tf.backend_util.computeConv2DInfo(input.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const pixelCount = info.batchSize * info.outHeight * info.outWidth;
  return tf.tidy(() => {
    const patches = tf.tensor(patchesOf(input.dataSync() as Float32Array, info), [
      pixelCount,
      info.filterHeight * info.filterWidth * info.inChannels,
    ]);
    const weights = tf.reshape(dy as Core.Tensor, [pixelCount, info.outChannels]);
    return tf.reshape(tf.matMul(patches, weights, true), filterShape);
  });
}

/** [pixels × (filter height × filter width × channels)], rows in the order of the outputs; zeros beyond the border. */
function patchesOf(x: Float32Array, info: Core.backend_util.Conv2DInfo): Float32Array {
  const { batchSize, outHeight, outWidth, inHeight, inWidth, inChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const patches = new Float32Array(
    batchSize * outHeight * outWidth * filterHeight * filterWidth * inChannels,
  );
  let to = 0;
  for (let n = 0; n < batchSize; n++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++)
        for (let i = 0; i < filterHeight; i++) {
          const y = row * strideHeight + i - padInfo.top;
          for (let j = 0; j < filterWidth; j++, to += inChannels) {
            const at = column * strideWidth + j - padInfo.left;
            if (y < 0 || y >= inHeight || at < 0 || at >= inWidth) continue;
            const from = ((n * inHeight + y) * inWidth + at) * inChannels;
            for (let c = 0; c < inChannels; c++) patches[to + c] = x[from + c] as number;
          }
        }
  return patches;
}

/** `kernel` of the plain backend between the memories of the two. */
function onCpu(tf: typeof Core, kernel: Core.KernelConfig): Core.KernelConfig {
  const copy = (
    from: Core.KernelBackend,
    to: Core.KernelBackend,
    info: Core.TensorInfo,
  ): Core.TensorInfo => ({
    ...info,
    dataId: to.write(from.readSync(info.dataId) as Float32Array, info.shape, info.dtype),
  });
  const kernelFunc: Core.KernelFunc = ({ inputs, attrs, backend }) => {
    const cpu = tf.findBackend("cpu");
    const wasm = backend as Core.KernelBackend;
    const copies = Object.entries(inputs).map(
      ([name, info]) => [name, copy(wasm, cpu, info as Core.TensorInfo)] as const,
    );
    const results = kernel.kernelFunc({
      inputs: Object.fromEntries(copies),
      backend: cpu,
      ...(attrs === undefined ? {} : { attrs }),
    });
    const outputs = [results].flat().map(({ dataId, shape, dtype }) => ({ dataId, shape, dtype }));
    const moved = outputs.map((info) => copy(cpu, wasm, info));
    for (const { dataId } of [...copies.map(([, info]) => info), ...outputs]) cpu.disposeData(dataId);
    return Array.isArray(results) ? moved : (moved[0] as Core.TensorInfo);
  };
  return { kernelName: kernel.kernelName, backendName: "wasm", kernelFunc };
}
