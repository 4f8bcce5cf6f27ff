/** The optimizers by the names the command line and a run's config.yaml know them by. */
import { given } from "../estimator/given.ts";
import { requireKnownOptions } from "../estimator/known-options.ts";
import { type AdamOptions, adam } from "./adam.ts";
import { ascent } from "./ascent.ts";
import { clipNorm } from "./clip-norm.ts";
import type { Optimizer } from "./optimizer.ts";
import { restrictedStep } from "./restricted-step.ts";
import { type RmspropOptions, rmsprop } from "./rmsprop.ts";
import { rmspropTensorflow } from "./rmsprop-tensorflow.ts";
import type { Schedule } from "./schedule.ts";
import { stepLength } from "./step-length.ts";
import { weightDecay } from "./weight-decay.ts";

/** Every setting any of them has, besides its rate. Each refuses those that are not its own. */
export interface OptimizerSettings extends Omit<AdamOptions & RmspropOptions, "learningRate"> {
  /** Which RMSProp: ε outside the root and v from 0 (`pytorch`, the default), or inside and from 1 (`tensorflow`). */
  readonly form?: RmspropForm;
  /** Gradients longer than this are shortened to it; see clip-norm.ts. Default: none is. */
  readonly maxNorm?: number;
  /** λ of the penalty λ/2 ‖θ‖²; see weight-decay.ts. It is added after the gradient was clipped. Default: none. */
  readonly weightDecay?: number;
}

/** The forms of `rmsprop`; the first is the default. */
const rmspropForms = { pytorch: rmsprop, tensorflow: rmspropTensorflow } as const;
type RmspropForm = keyof typeof rmspropForms;

/**
 * An optimizer from its one rate, the learning rate α, the restriction ε or the length η of a step, and settings of its own. What is left out is the
 * optimizer's own default.
 */
export type OptimizerFactory = (rate?: number | Schedule, settings?: OptimizerSettings) => Optimizer;

export const optimizers: Readonly<Record<string, OptimizerFactory>> = {
  ascent: factory("ascent", [], (rate) => ascent(given({ learningRate: rate }))),
  "restricted-step": factory("restricted-step", [], (rate) => restrictedStep(given({ restriction: rate }))),
  "step-length": factory("step-length", [], (rate) => stepLength(given({ length: rate }))),
  adam: factory("adam", ["beta1", "beta2", "epsilon"], (rate, { beta1, beta2, epsilon }) =>
    adam(given({ learningRate: rate, beta1, beta2, epsilon })),
  ),
  rmsprop: factory("rmsprop", ["decay", "epsilon", "form"], (rate, { decay, epsilon, form = "pytorch" }) =>
    rmspropOfForm(form)(given({ learningRate: rate, decay, epsilon })),
  ),
};

/** The factory of that name; throws `RangeError` that lists the legal names. */
export function optimizerNamed(name: string): OptimizerFactory {
  const found = Object.hasOwn(optimizers, name) ? optimizers[name] : undefined;
  if (found === undefined)
    throw new RangeError(`no optimizer is called "${name}"; there are ${Object.keys(optimizers).join(", ")}`);
  return found;
}

type Create = (rate: number | Schedule | undefined, settings: OptimizerSettings) => Optimizer;

/** `create`, with the wrappers that are asked for, throwing `RangeError` for a setting it would overlook. */
function factory(name: string, own: readonly string[], create: Create): OptimizerFactory {
  return (rate, settings = {}) => {
    requireKnownOptions(name, settings, [...own, "maxNorm", "weightDecay"]);
    const bare = create(rate, settings);
    const decaying = settings.weightDecay === undefined ? bare : weightDecay(bare, settings.weightDecay);
    return settings.maxNorm === undefined ? decaying : clipNorm(decaying, settings.maxNorm);
  };
}

function rmspropOfForm(form: string): (typeof rmspropForms)[RmspropForm] {
  if (!Object.hasOwn(rmspropForms, form))
    throw new RangeError(`rmsprop has no form "${form}"; it has ${Object.keys(rmspropForms).join(", ")}`);
  return rmspropForms[form as RmspropForm];
}
