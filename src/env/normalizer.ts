/**
 * Observations brought to mean 0 and variance 1 by what has been seen of them.
 *
 * For each element, with n rows seen so far of mean x̄ and squares S = Σ(x − x̄)², and m new ones of mean ȳ and squares T
 * (Chan, Golub & LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances"):
 *
 *     δ = ȳ − x̄      x̄ ← x̄ + δ m/(n + m)      S ← S + T + δ² n m/(n + m)      n ← n + m
 *     z = (x − x̄) / √(S/n + ε), clipped to ±c
 *
 * The same rows in the same batches give the same numbers, bit for bit; so does a state that was saved and restored.
 */
export interface NormalizerState {
  /** Rows seen. */
  readonly count: number;
  readonly mean: Float64Array;
  /** Σ(x − x̄)². */
  readonly squares: Float64Array;
}

export interface NormalizerOptions {
  /** What is beyond this many standard deviations is taken for this many; Infinity for no limit. */
  readonly clip?: number;
  /** Added to the variance, so that what never changes does not divide by nothing. */
  readonly epsilon?: number;
  /** Goes on where another one was. */
  readonly state?: NormalizerState;
}

const defaults = { clip: 10, epsilon: 1e-8 } as const;

/**
 * The state of a normalizer that has `mean` and √(S/n + ε) = `deviations`: statistics from elsewhere. Throws RangeError for a deviation
 * below √ε, which no sum of squares has.
 */
export function normalizerStateOf(mean: Float64Array, deviations: Float64Array): NormalizerState {
  const squares = deviations.map((deviation, j) => {
    const square = deviation * deviation - defaults.epsilon;
    if (square >= 0) return square;
    const least = Math.sqrt(defaults.epsilon);
    throw new RangeError(`the deviation of element ${j} is ${deviation}: expected ${least} or more`);
  });
  return { count: 1, mean, squares };
}

export class Normalizer {
  readonly size: number;
  readonly clip: number;
  /** While true, nothing is learned: an evaluation measures with what training has seen. */
  frozen = false;
  readonly #epsilon: number;
  #count: number;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(
    size: number,
    { clip = defaults.clip, epsilon = defaults.epsilon, state }: NormalizerOptions = {},
  ) {
    for (const part of state ? [state.mean, state.squares] : []) {
      if (part.length === size) continue;
      throw new RangeError(`a normalizer of ${size} elements cannot go on where one of ${part.length} was`);
    }
    this.size = size;
    this.clip = clip;
    this.#epsilon = epsilon;
    this.#count = state?.count ?? 0;
    this.#mean = state ? state.mean.slice() : new Float64Array(size);
    this.#squares = state ? state.squares.slice() : new Float64Array(size);
  }

  /** A copy of what has been learned. */
  get state(): NormalizerState {
    return { count: this.#count, mean: this.#mean.slice(), squares: this.#squares.slice() };
  }

  /** √(S/n + ε) of every element: what a row is divided by. */
  get deviations(): Float64Array {
    return this.#mean.map((_, j) => this.#deviation(j));
  }

  #deviation(j: number): number {
    return Math.sqrt((this.#squares[j] as number) / this.#count + this.#epsilon);
  }

  /** Learns from rows of `size` numbers each, unless frozen. */
  learn(rows: Float64Array): void {
    const { size } = this;
    const added = rows.length / size;
    if (this.frozen || added === 0) return;
    const before = this.#count;
    const count = before + added;
    for (let j = 0; j < size; j++) {
      let mean = 0;
      for (let k = j; k < rows.length; k += size) mean += rows[k] as number;
      mean /= added;
      let squares = 0;
      for (let k = j; k < rows.length; k += size) squares += ((rows[k] as number) - mean) ** 2;
      const apart = mean - (this.#mean[j] as number);
      this.#mean[j] = (this.#mean[j] as number) + (apart * added) / count;
      this.#squares[j] = (this.#squares[j] as number) + squares + (apart * apart * before * added) / count;
    }
    this.#count = count;
  }

  /** The rows by what has been learned so far, into `normalized`; as they are while nothing has. */
  normalize(rows: Float64Array, normalized = new Float64Array(rows.length)): Float64Array {
    const { size, clip } = this;
    if (this.#count === 0) {
      normalized.set(rows);
      return normalized;
    }
    for (let j = 0; j < size; j++) {
      const mean = this.#mean[j] as number;
      const deviation = this.#deviation(j);
      for (let k = j; k < rows.length; k += size) {
        const z = ((rows[k] as number) - mean) / deviation;
        normalized[k] = Math.min(Math.max(z, -clip), clip);
      }
    }
    return normalized;
  }
}
