/** Between θ, rows of float64 without gaps, and the padded matrices of the kernels. Up to three numbers behind a row are read. */

/** Rows of `width` numbers of float64, rounded to float32, to rows of `stride` bytes. */
export function narrow(from: usize, width: usize, rows: usize, to: usize, stride: usize): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < stride; j += 16) {
      const low = f32x4.demote_f64x2_zero(v128.load(from + j * 2));
      const high = f32x4.demote_f64x2_zero(v128.load(from + j * 2, 16));
      v128.store(to + j, v128.shuffle<f32>(low, high, 0, 1, 4, 5));
    }
    from += width * 8;
    to += stride;
  }
}

/** The transpose of a matrix [rows × stride], in tiles of 4 × 4; `rows` is padded as its rows are. */
export function transpose(from: usize, stride: usize, rows: usize, to: usize): void {
  const toStride = rows * 4;
  for (let i: usize = 0; i < rows; i += 4) {
    let at = to + i * 4;
    for (let j: usize = 0; j < stride; j += 16) {
      transposeTile(from + i * stride + j, stride, at, toStride);
      at += toStride * 4;
    }
  }
}

/** Rows of `stride` bytes of float64 to rows of `width` numbers without gaps; one number behind them is written. */
export function pack(from: usize, stride: usize, rows: usize, to: usize, width: usize): void {
  const bytes = width * 8;
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < bytes; j += 16) v128.store(to + j, v128.load(from + j));
    from += stride;
    to += bytes;
  }
}

function transposeTile(from: usize, stride: usize, to: usize, toStride: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + stride);
  const c = v128.load(from + stride * 2);
  const d = v128.load(from + stride * 3);
  const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
  v128.store(to + toStride, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
  v128.store(to + toStride * 2, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
  v128.store(to + toStride * 3, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
}
