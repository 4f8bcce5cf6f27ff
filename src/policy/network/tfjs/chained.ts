import type * as Core from "@tensorflow/tfjs-core";

/** Operations that layers of TensorFlow.js call as methods of tensors, which the core package alone does not give them. */
const names = [
  ...[
    "abs",
    "add",
    "cast",
    "cumsum",
    "div",
    "exp",
    "expandDims",
    "gather",
    "greater",
    "greaterEqual",
    "less",
  ],
  ...["lessEqual", "log", "matMul", "maximum", "mean", "minimum", "mul", "neg", "pad", "pow", "reshape"],
  ...["reverse", "sign", "slice", "softmax", "split", "sqrt", "square", "stridedSlice", "sub", "sum", "tile"],
  ...["transpose"],
] as const;

export function registerChainedOperations(tf: typeof Core): void {
  const methods = tf.Tensor.prototype as unknown as Record<string, unknown>;
  for (const name of names) {
    const operation = tf[name] as (tensor: Core.Tensor, ...rest: unknown[]) => unknown;
    methods[name] ??= function (this: Core.Tensor, ...rest: unknown[]) {
      return operation(this, ...rest);
    };
  }
  methods.flatten ??= function (this: Core.Tensor) {
    return tf.reshape(this, [this.size]);
  };
}
