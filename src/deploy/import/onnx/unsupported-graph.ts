/** An ONNX model that is no multilayer perceptron this version can take in. */
export class UnsupportedGraph extends Error {
  override readonly name = "UnsupportedGraph";
}
