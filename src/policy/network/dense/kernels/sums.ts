/**
 * What the rows of a batch add to the gradient: sums over the rows given in float32, from 0 in the order of the rows, then
 * added to totals in float64.
 */

/**
 * total[i][j] += Σₙ x[n][i] g[n][j]. g has rows of `stride` bytes, total of twice that, x of `xStride`. `inputs` is a multiple of 4: the
 * rows of total beyond the true number take what stands behind the row of x, and nobody reads them.
 */
export function addProducts(
  x: usize,
  xStride: usize,
  inputs: usize,
  g: usize,
  stride: usize,
  rows: usize,
  total: usize,
): void {
  for (; inputs > 0; inputs -= 4) {
    let j: usize = 0;
    for (; j + 32 <= stride; j += 32) tile4x8(x, xStride, g + j, stride, rows, total + j * 2);
    if (j < stride) tile4x4(x, xStride, g + j, stride, rows, total + j * 2);
    x += 16;
    total += stride * 8;
  }
}

/** total[j] += Σₙ g[n][j] */
export function addColumnSums(g: usize, stride: usize, rows: usize, total: usize): void {
  for (let j: usize = 0; j < stride; j += 16) {
    let sum = f32x4.splat(0);
    let at = g + j;
    for (const end = at + rows * stride; at < end; at += stride) sum = f32x4.add(sum, v128.load(at));
    add(total + j * 2, sum);
  }
}

function tile4x8(x: usize, xStride: usize, g: usize, stride: usize, rows: usize, total: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  for (const end = g + rows * stride; g < end; g += stride) {
    const g0 = v128.load(g);
    const g1 = v128.load(g, 16);
    const va = v128.load_splat<f32>(x);
    a0 = f32x4.add(a0, f32x4.mul(va, g0));
    a1 = f32x4.add(a1, f32x4.mul(va, g1));
    const vb = v128.load_splat<f32>(x, 4);
    b0 = f32x4.add(b0, f32x4.mul(vb, g0));
    b1 = f32x4.add(b1, f32x4.mul(vb, g1));
    const vc = v128.load_splat<f32>(x, 8);
    c0 = f32x4.add(c0, f32x4.mul(vc, g0));
    c1 = f32x4.add(c1, f32x4.mul(vc, g1));
    const vd = v128.load_splat<f32>(x, 12);
    d0 = f32x4.add(d0, f32x4.mul(vd, g0));
    d1 = f32x4.add(d1, f32x4.mul(vd, g1));
    x += xStride;
  }
  add(total, a0);
  add(total + 32, a1);
  total += stride * 2;
  add(total, b0);
  add(total + 32, b1);
  total += stride * 2;
  add(total, c0);
  add(total + 32, c1);
  total += stride * 2;
  add(total, d0);
  add(total + 32, d1);
}

function tile4x4(x: usize, xStride: usize, g: usize, stride: usize, rows: usize, total: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (const end = g + rows * stride; g < end; g += stride) {
    const value = v128.load(g);
    a = f32x4.add(a, f32x4.mul(v128.load_splat<f32>(x), value));
    b = f32x4.add(b, f32x4.mul(v128.load_splat<f32>(x, 4), value));
    c = f32x4.add(c, f32x4.mul(v128.load_splat<f32>(x, 8), value));
    d = f32x4.add(d, f32x4.mul(v128.load_splat<f32>(x, 12), value));
    x += xStride;
  }
  add(total, a);
  add(total + stride * 2, b);
  add(total + stride * 4, c);
  add(total + 6 * stride, d);
}

/** Four sums to four totals. */
function add(total: usize, sums: v128): void {
  const upper = v128.shuffle<f32>(sums, sums, 2, 3, 2, 3);
  v128.store(total, f64x2.add(v128.load(total), f64x2.promote_low_f32x4(sums)));
  v128.store(total, f64x2.add(v128.load(total, 16), f64x2.promote_low_f32x4(upper)), 16);
}
