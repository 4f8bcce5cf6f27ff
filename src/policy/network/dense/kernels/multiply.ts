/**
 * y[n][j] = from[n][j] + Σᵢ x[n][i] w[i][j], summed in the order i = 0, 1, …, each product and each sum rounded.
 *
 * w and y have rows of `stride` bytes, x of `xStride`; a `fromStride` of 0 takes the same row for all, and `from` may be y. Tiles of
 * 4 rows × 8 columns keep their sums in registers.
 */
export function multiply(
  x: usize,
  xStride: usize,
  w: usize,
  from: usize,
  fromStride: usize,
  y: usize,
  stride: usize,
  rows: usize,
  inputs: usize,
): void {
  for (; rows >= 4; rows -= 4) {
    let j: usize = 0;
    for (; j + 32 <= stride; j += 32) tile4x8(x, xStride, w + j, from + j, fromStride, y + j, stride, inputs);
    if (j < stride) tile4x4(x, xStride, w + j, from + j, fromStride, y + j, stride, inputs);
    x += xStride * 4;
    from += fromStride * 4;
    y += stride * 4;
  }
  for (; rows > 0; rows--) {
    let j: usize = 0;
    for (; j + 128 <= stride; j += 128) tile1x32(x, w + j, from + j, y + j, stride, inputs);
    for (; j + 32 <= stride; j += 32) tile1x8(x, w + j, from + j, y + j, stride, inputs);
    if (j < stride) tile1x4(x, w + j, from + j, y + j, stride, inputs);
    x += xStride;
    from += fromStride;
    y += stride;
  }
}

function tile4x8(
  x: usize,
  xStride: usize,
  w: usize,
  from: usize,
  fromStride: usize,
  y: usize,
  stride: usize,
  inputs: usize,
): void {
  const from2 = from + fromStride * 2;
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  let b0 = v128.load(from + fromStride);
  let b1 = v128.load(from + fromStride, 16);
  let c0 = v128.load(from2);
  let c1 = v128.load(from2, 16);
  let d0 = v128.load(from2 + fromStride);
  let d1 = v128.load(from2 + fromStride, 16);
  let xa = x;
  let xb = x + xStride;
  let xc = xb + xStride;
  let xd = xc + xStride;
  for (const end = x + inputs * 4; xa < end; ) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const va = v128.load_splat<f32>(xa);
    a0 = f32x4.add(a0, f32x4.mul(va, w0));
    a1 = f32x4.add(a1, f32x4.mul(va, w1));
    const vb = v128.load_splat<f32>(xb);
    b0 = f32x4.add(b0, f32x4.mul(vb, w0));
    b1 = f32x4.add(b1, f32x4.mul(vb, w1));
    const vc = v128.load_splat<f32>(xc);
    c0 = f32x4.add(c0, f32x4.mul(vc, w0));
    c1 = f32x4.add(c1, f32x4.mul(vc, w1));
    const vd = v128.load_splat<f32>(xd);
    d0 = f32x4.add(d0, f32x4.mul(vd, w0));
    d1 = f32x4.add(d1, f32x4.mul(vd, w1));
    w += stride;
    xa += 4;
    xb += 4;
    xc += 4;
    xd += 4;
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y + stride, b0);
  v128.store(y + stride, b1, 16);
  y += stride * 2;
  v128.store(y, c0);
  v128.store(y, c1, 16);
  v128.store(y + stride, d0);
  v128.store(y + stride, d1, 16);
}

function tile4x4(
  x: usize,
  xStride: usize,
  w: usize,
  from: usize,
  fromStride: usize,
  y: usize,
  stride: usize,
  inputs: usize,
): void {
  const from2 = from + fromStride * 2;
  let a = v128.load(from);
  let b = v128.load(from + fromStride);
  let c = v128.load(from2);
  let d = v128.load(from2 + fromStride);
  const x2 = x + xStride * 2;
  const x3 = x2 + xStride;
  const end = inputs * 4;
  for (let i: usize = 0; i < end; i += 4) {
    const value = v128.load(w);
    a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(x + i), value));
    b = f32x4.add(b, f32x4.mul(v128.load_splat<f32>(x + xStride + i), value));
    c = f32x4.add(c, f32x4.mul(v128.load_splat<f32>(x2 + i), value));
    d = f32x4.add(d, f32x4.mul(v128.load_splat<f32>(x3 + i), value));
    w += stride;
  }
  v128.store(y, a);
  v128.store(y + stride, b);
  v128.store(y + stride * 2, c);
  v128.store(y + 3 * stride, d);
}

function tile1x32(x: usize, w: usize, from: usize, y: usize, stride: usize, inputs: usize): void {
  let a = v128.load(from);
  let b = v128.load(from, 16);
  let c = v128.load(from, 32);
  let d = v128.load(from, 48);
  let e = v128.load(from, 64);
  let f = v128.load(from, 80);
  let g = v128.load(from, 96);
  let h = v128.load(from, 112);
  for (const end = x + inputs * 4; x < end; x += 4) {
    const value = v128.load_splat<f32>(x);
    a = f32x4.add(a, f32x4.mul(value, v128.load(w)));
    b = f32x4.add(b, f32x4.mul(value, v128.load(w, 16)));
    c = f32x4.add(c, f32x4.mul(value, v128.load(w, 32)));
    d = f32x4.add(d, f32x4.mul(value, v128.load(w, 48)));
    e = f32x4.add(e, f32x4.mul(value, v128.load(w, 64)));
    f = f32x4.add(f, f32x4.mul(value, v128.load(w, 80)));
    g = f32x4.add(g, f32x4.mul(value, v128.load(w, 96)));
    h = f32x4.add(h, f32x4.mul(value, v128.load(w, 112)));
    w += stride;
  }
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
  v128.store(y, e, 64);
  v128.store(y, f, 80);
  v128.store(y, g, 96);
  v128.store(y, h, 112);
}

function tile1x8(x: usize, w: usize, from: usize, y: usize, stride: usize, inputs: usize): void {
  let a = v128.load(from);
  let b = v128.load(from, 16);
  for (const end = x + inputs * 4; x < end; x += 4) {
    const value = v128.load_splat<f32>(x);
    a = f32x4.add(a, f32x4.mul(value, v128.load(w)));
    b = f32x4.add(b, f32x4.mul(value, v128.load(w, 16)));
    w += stride;
  }
  v128.store(y, a);
  v128.store(y, b, 16);
}

function tile1x4(x: usize, w: usize, from: usize, y: usize, stride: usize, inputs: usize): void {
  let a = v128.load(from);
  for (const end = x + inputs * 4; x < end; x += 4) {
    a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(x), v128.load(w)));
    w += stride;
  }
  v128.store(y, a);
}
