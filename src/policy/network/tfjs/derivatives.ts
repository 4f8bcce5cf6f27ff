/**
 * Second derivatives that TensorFlow.js has no rule for, though they are simple: kernels that are linear in the weights w that
 * come back from the outputs. `tangent` differentiates Jᵀw in w, so it needs those rules and no others.
 */
import type * as Core from "@tensorflow/tfjs-core";

export function registerSecondDerivatives(tf: typeof Core): void {
  // EluGrad(w, a) = w σ′(a), σ′ = 1 where a > 0, else a + 1
  tf.registerGradient({
    kernelName: "EluGrad",
    inputsToSave: ["y"],
    gradFunc: (dy, [a]) => ({
      dy: () => tf.mul(dy as Core.Tensor, tf.add(tf.minimum(a as Core.Tensor, 0), 1)),
      y: () => noRule("EluGrad in its activation"),
    }),
  });
  // Pᵀ w is linear in w: its transpose takes a filter to the convolution with it.
  tf.registerGradient({
    kernelName: "Conv2DBackpropFilter",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], attrs) => {
      const { strides, pad, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttributes;
      return {
        x: () => noRule("Conv2DBackpropFilter in its input"),
        dy: () =>
          tf.conv2d(x as Core.Tensor4D, dy as Core.Tensor4D, strides, pad, dataFormat, 1, dimRoundingMode),
      };
    },
  });
}

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

function noRule(what: string): never {
  throw new Error(`there is no derivative of ${what}`);
}
