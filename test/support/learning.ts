/** Runs of learning in this process: settings checked as the command line does, states kept as the bytes they are saved as. */
import assert from "node:assert/strict";
import { lastValueFrom, Subject, tap } from "rxjs";
import type { AnyEnv } from "../../src/env/env.ts";
import { checkSettings, type LearnConfig, type MethodName } from "../../src/train/learn/config.ts";
import {
  type LearnOptions,
  type LearnProgress,
  type LearnStore,
  learn,
  type RunState,
} from "../../src/train/learn/learn.ts";
import type { Learner, LearnRecord } from "../../src/train/learn/learner.ts";
import { createLearner } from "../../src/train/learn/methods.ts";
import { pack, unpack } from "../../src/train/learn/packed.ts";

export type Settings = Readonly<Record<string, unknown>>;

export function settings(method: MethodName, given: Settings = {}): LearnConfig {
  const checked = checkSettings(method, { env: "in this process", ...given });
  assert.ok("config" in checked, JSON.stringify(checked));
  return checked.config;
}

export function learnerIn(env: AnyEnv, method: MethodName, given: Settings = {}, onLost = refuse): Learner {
  return createLearner(settings(method, given), { env, onLost });
}

function refuse(message: string): void {
  assert.fail(`nothing is lost here: ${message}`);
}

/** Keeps what it is given as bytes, as a disk would. */
export class PackedStore implements LearnStore {
  readonly states: string[] = [];
  readonly records: LearnRecord[] = [];
  readonly held: Promise<unknown>[] = [];
  async save(run: RunState, records: readonly LearnRecord[]): Promise<void> {
    this.states.push(pack(run));
    this.records.push(...records);
  }
  hold(work: Promise<unknown>): void {
    this.held.push(work);
  }
  get last(): RunState {
    return unpack(this.states.at(-1)!) as RunState;
  }
  /** All that has to be reproduced: not the times. */
  get outcome(): unknown {
    const records = this.records.map(
      ({ actTime: _a, envTime: _e, simulateTime: _s, learnTime: _l, ...record }) => record,
    );
    return { state: this.states.at(-1), records };
  }
}

export type Run = Pick<LearnOptions, "learner" | "until"> & Partial<LearnOptions>;

/** Runs to the end, or until `stopAfter` iterations; resolves with where it was kept. */
export async function runOf(
  run: Run,
  { stopAfter = Infinity, onEvent }: { stopAfter?: number; onEvent?: (event: LearnProgress) => void } = {},
): Promise<PackedStore> {
  const store = new PackedStore();
  const stop = new Subject<void>();
  const events = learn({ saveEvery: 1e9, store, stop, ...run }).pipe(
    tap((event) => {
      onEvent?.(event);
      if (event.type === "iteration" && event.record.iteration >= stopAfter) stop.next();
    }),
  );
  await lastValueFrom(events, { defaultValue: undefined });
  return store;
}
