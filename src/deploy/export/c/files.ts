/** A source in C and its header, how to compile it, and what every source begins with. */
import { remark } from "./literals.ts";

export interface CFiles {
  readonly source: string;
  readonly header: string;
}

/** The flags that give the same bits; any C99 compiler with IEEE 754 arithmetic has their like. */
export const cFlags = ["-std=c99", "-O2", "-ffp-contract=off"] as const;

/** What every source begins with: without it, other bits. */
export function prologue(name: string, what: string): string {
  return `/*
 * ${remark(what)}
 * Written by gaitway export; see ${name}.h. Compile with ${cFlags.join(" ")}.
 */
#include "${name}.h"

#include <float.h>
#include <math.h>
#include <string.h>

#if defined(__FAST_MATH__)
#error "-ffast-math gives other numbers than the policy was tested with: compile without it"
#endif
#if FLT_EVAL_METHOD != 0
#error "float and double must be rounded at every operation: on x86 compile with -msse2 -mfpmath=sse"
#endif
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif
`;
}
