/** What a server says it serves, in Hello: spaces, options, properties. */
import type { Dtype } from "./tensor.ts";

export interface WireSpec {
  readonly name: string;
  readonly version: string;
  readonly observationSpace: WireSpace;
  readonly actionSpace: WireSpace;
  readonly envCount: number;
  /** Seconds; 0 when an action is a whole episode. */
  readonly controlPeriod: number;
  readonly autoresetMode: AutoresetMode;
  readonly renderModes: readonly string[];
  readonly options: readonly WireOption[];
  readonly properties: readonly WireProperty[];
  readonly outOfBounds: OutOfBounds;
}

/** What becomes of a finite action outside the action space; in the order of their numbers on the wire. */
export const outOfBoundsPolicies = ["refuse", "clip"] as const;
export type OutOfBounds = (typeof outOfBoundsPolicies)[number];

/** In the order of their numbers on the wire. */
export const autoresetModes = ["disabled", "sameStep", "nextStep"] as const;
export type AutoresetMode = (typeof autoresetModes)[number];

export type OptionValue = number | string | boolean;

export interface WireOption {
  readonly name: string;
  readonly description: string;
  readonly default: OptionValue;
}

export interface WireProperty extends WireOption {
  readonly unit: string;
  readonly writable: boolean;
}

/** Every Gymnasium space. Leaves are sent depth first, one tensor each. */
export type WireSpace =
  | {
      readonly type: "box";
      readonly dtype: Dtype;
      readonly shape: readonly number[];
      /** One bound an element, or a single one for all. */
      readonly low: Float64Array;
      readonly high: Float64Array;
      readonly names: readonly string[];
      readonly units: readonly string[];
    }
  | {
      readonly type: "discrete";
      readonly count: number;
      readonly start: number;
      readonly names: readonly string[];
    }
  | {
      readonly type: "multiDiscrete";
      readonly shape: readonly number[];
      readonly counts: readonly number[];
      readonly starts: readonly number[];
      readonly names: readonly string[];
    }
  | { readonly type: "multiBinary"; readonly shape: readonly number[]; readonly names: readonly string[] }
  | {
      readonly type: "dict";
      readonly entries: readonly { readonly key: string; readonly space: WireSpace }[];
    }
  | { readonly type: "tuple"; readonly spaces: readonly WireSpace[] }
  | {
      readonly type: "text";
      readonly minLength: number;
      readonly maxLength: number;
      readonly charset: string;
    };
