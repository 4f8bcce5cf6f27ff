/**
 * What the dense engine computes in WASM SIMD, float32: AssemblyScript, compiled by `npm run kernels` into ../kernels.wasm.ts.
 *
 * Addresses and strides are in bytes. Rows of a padded matrix are a whole number of vectors of 4 long; what stands in the
 * padding is never read into a result. Every number has one order of additions, written down in ../../README.md, whatever the
 * tile it falls into. No multiplication is fused with an addition, and no relaxed instruction is used.
 */
export { elu, eluSlope, relu, reluSlope, tanh, tanhSlope } from "./activation";
export { narrow, pack, transpose } from "./layout";
export { multiply } from "./multiply";
export { addColumnSums, addProducts } from "./sums";
