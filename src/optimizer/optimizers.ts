/** The optimizers by the names the command line and a run's config.yaml know them by. */
import { adam } from "./adam.ts";
import { ascent } from "./ascent.ts";
import type { Optimizer } from "./optimizer.ts";
import { restrictedStep } from "./restricted-step.ts";
import { rmsprop } from "./rmsprop.ts";
import type { Schedule } from "./schedule.ts";
import { stepLength } from "./step-length.ts";

/**
 * Each makes its optimizer from one rate: the learning rate α, the restriction ε or the length η of a step. Without it, the
 * optimizer's own default.
 */
export const optimizers: Readonly<Record<string, (rate?: number | Schedule) => Optimizer>> = {
  ascent: (rate) => ascent(rate === undefined ? {} : { learningRate: rate }),
  "restricted-step": (rate) => restrictedStep(rate === undefined ? {} : { restriction: rate }),
  "step-length": (rate) => stepLength(rate === undefined ? {} : { length: rate }),
  adam: (rate) => adam(rate === undefined ? {} : { learningRate: rate }),
  rmsprop: (rate) => rmsprop(rate === undefined ? {} : { learningRate: rate }),
};

/** The factory of that name; throws `RangeError` that lists the legal names. */
export function optimizerNamed(name: string): (rate?: number | Schedule) => Optimizer {
  const factory = Object.hasOwn(optimizers, name) ? optimizers[name] : undefined;
  if (factory === undefined)
    throw new RangeError(`no optimizer is called "${name}"; there are ${Object.keys(optimizers).join(", ")}`);
  return factory;
}
