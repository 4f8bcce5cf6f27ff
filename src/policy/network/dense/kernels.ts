/** The kernels of ./kernels (AssemblyScript), compiled, each time with a memory of their own. */
import { kernelModule } from "./kernels.wasm.ts";

/** Addresses, ends and strides are in bytes; what each computes stands in its source. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly multiply: (
    x: number,
    xStride: number,
    w: number,
    from: number,
    fromStride: number,
    y: number,
    stride: number,
    rows: number,
    inputs: number,
  ) => void;
  readonly addProducts: (
    x: number,
    xStride: number,
    inputs: number,
    g: number,
    stride: number,
    rows: number,
    total: number,
  ) => void;
  readonly addColumnSums: (g: number, stride: number, rows: number, total: number) => void;
  readonly narrow: (from: number, width: number, rows: number, to: number, stride: number) => void;
  readonly transpose: (from: number, stride: number, rows: number, to: number) => void;
  readonly pack: (from: number, stride: number, rows: number, to: number, width: number) => void;
  readonly relu: Activate;
  readonly tanh: Activate;
  readonly elu: Activate;
  readonly reluSlope: Slope;
  readonly tanhSlope: Slope;
  readonly eluSlope: Slope;
}

type Activate = (at: number, end: number) => void;
type Slope = (a: number, g: number, end: number) => void;

/** The part of the standard that is needed here; the types of Node 20 leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

let compiled: object | undefined;

export function instantiate(): Kernels {
  compiled ??= new WebAssembly.Module(Buffer.from(kernelModule, "base64"));
  return new WebAssembly.Instance(compiled).exports as Kernels;
}
