/**
 * V(s) = φ · f(s): a value function that is linear in features, the smallest critic there is.
 *
 * Flows in: rows. Flows out: features, one row of them a row, and values. What fits φ: monte-carlo.ts, fitted-value.ts.
 */
import { CholeskyDecomposition, Matrix, pseudoInverse } from "ml-matrix";
import type { Rows } from "../../rollout/rows.ts";
import { behindEnds, type Values } from "../values.ts";

export interface Features {
  /** Features of one observation. */
  readonly count: (observationSize: number) => number;
  /** Writes f(s) of the observation at `step` of its episode into `features`. */
  readonly write: (observation: Float32Array, step: number, features: Float64Array) => void;
}

/** f = (1, s, s², t, t², t³ with t in hundreds of steps): Duan et al. 2016, whose linear baseline needs no tuning. */
export const polynomialFeatures: Features = {
  count: (observationSize) => 2 * observationSize + 4,
  write(observation, step, features) {
    const [size, t] = [observation.length, step / 100];
    for (let i = 0; i < size; i++) {
      const x = observation[i] as number;
      features[i] = x;
      features[size + i] = x * x;
    }
    features.set([1, t, t * t, t * t * t], 2 * size);
  },
};

/** The observation itself: exact where it is one-hot. */
export const identityFeatures: Features = {
  count: (observationSize) => observationSize,
  write: (observation, _, features) => features.set(observation),
};

/** [count × k] of the rows. */
export function rowFeatures(features: Features, { observations, steps }: Rows): Matrix {
  return featureMatrix(features, observations, steps);
}

/** [stretches × k] of the observations behind each stretch. */
export function nextFeatures(features: Features, { stretches, next }: Rows): Matrix {
  return featureMatrix(
    features,
    next,
    Int32Array.from(stretches, ({ start, length }) => start + length),
  );
}

/** V of every row and behind every stretch: the slot of a critic. */
export function linearValues(features: Features, weights: Float64Array, rows: Rows): Values {
  return {
    rows: product(rowFeatures(features, rows), weights),
    behind: behindEnds(rows, product(nextFeatures(features, rows), weights)),
  };
}

/** F φ. */
export function product(matrix: Matrix, weights: Float64Array): Float64Array {
  return Float64Array.from(matrix.mmul(Matrix.columnVector(weights)).to1DArray());
}

/** FᵀF and Fᵀy, of the rows from … to − 1. */
export interface NormalEquations {
  readonly gram: Matrix;
  readonly moment: Matrix;
}

export function normalEquations(features: Matrix, y: Float64Array, from = 0, to = y.length): NormalEquations {
  const part = features.subMatrix(from, to - 1, 0, features.columns - 1);
  const transposed = part.transpose();
  return {
    gram: transposed.mmul(part),
    moment: transposed.mmul(Matrix.columnVector(y.subarray(from, to))),
  };
}

/** (FᵀF + λ I)⁻¹ Fᵀy, λ > 0. */
export function ridgeSolution({ gram, moment }: NormalEquations, penalty: number): Float64Array {
  return ridgeSolver(gram, penalty)(moment);
}

/** The same for many y: Fᵀy ↦ (FᵀF + λ I)⁻¹ Fᵀy; by the pseudo-inverse where rounding ate the λ. */
export function ridgeSolver(gram: Matrix, penalty: number): (moment: Matrix) => Float64Array {
  const regular = Matrix.add(gram, Matrix.eye(gram.rows).mul(penalty));
  const cholesky = new CholeskyDecomposition(regular);
  const definite = cholesky.isPositiveDefinite();
  const inverse = definite ? undefined : pseudoInverse(regular, 1e-12);
  return (moment) => Float64Array.from((inverse?.mmul(moment) ?? cholesky.solve(moment)).to1DArray());
}

function featureMatrix(features: Features, observations: Float32Array, steps: Int32Array): Matrix {
  const size = observations.length / steps.length;
  const matrix = Array.from(steps, (step, row) => {
    const written = new Float64Array(features.count(size));
    features.write(observations.subarray(row * size, (row + 1) * size), step, written);
    return written;
  });
  return new Matrix(matrix);
}
