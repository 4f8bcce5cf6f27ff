/**
 * Chosen episodes as files: an animated PNG for each, or one PNG for each picture of it.
 *
 *     recordFrames(env, { folder: "frames", chosen: (envId, episode) => envId === 0 && episode % 10 === 0 })
 *
 * The environment is rendered after its reset and after every step, which takes time. Files are written when an episode
 * is over, lost, reset before its end, or when the environment is disposed; they are whole or not there. In autoresetMode
 * "sameStep" the last picture of an episode cannot be taken any more: the environment shows the next one already.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../transport/whole-file.ts";
import type { Env, StepResult } from "../env.ts";
import type { Space } from "../space.ts";
import { animatedPng, type Frame, frameOf } from "./apng.ts";
import { wrap } from "./wrap.ts";

export interface RecordFramesOptions {
  readonly folder: string;
  /** Whether to record an episode, counted from 0 in each environment; the first one of environment 0 when absent. */
  readonly chosen?: (envId: number, episode: number) => boolean;
  /** "video", the default: one file an episode. "pictures": a folder of them. */
  readonly as?: "video" | "pictures";
  /** A file, or folder of pictures, is there. */
  readonly onSaved?: (path: string) => void;
}

/** Any autoresetMode; throws RangeError for an environment that cannot be rendered. */
export function recordFrames<O extends Space, A extends Space>(
  env: Env<O, A>,
  options: RecordFramesOptions,
): Env<O, A> {
  const { render } = env;
  if (render === undefined)
    throw new RangeError(`${env.spec.name} cannot be rendered: serve it with a render mode`);
  const camera = new Camera(options, env.spec.controlPeriod, (envIds) => render.call(env, envIds));
  const recorded = wrap(env, {
    spec: env.spec,
    async reset(request, signal) {
      const result = await env.reset(request, signal);
      await camera.begin(request.envIds);
      return result;
    },
    async step(request, signal) {
      const result = await env.step(request, signal);
      await camera.follow(result, env.spec.autoresetMode);
      return result;
    },
    ...(env.state && { state: env.state }),
  });
  const dispose = async () => {
    try {
      await camera.save(camera.recording);
    } finally {
      await env[Symbol.asyncDispose]();
    }
  };
  return { ...recorded, [Symbol.asyncDispose]: dispose };
}

class Camera {
  readonly #options: RecordFramesOptions;
  readonly #delayMs: number;
  readonly #render: NonNullable<Env["render"]>;
  /** How many episodes each environment has begun. */
  readonly #begun = new Map<number, number>();
  readonly #frames = new Map<number, Frame[]>();
  /** Whose episode is over and begins again with the next step (autoresetMode "nextStep"). */
  readonly #over = new Set<number>();

  constructor(options: RecordFramesOptions, controlPeriod: number, render: NonNullable<Env["render"]>) {
    this.#options = options;
    this.#delayMs = controlPeriod > 0 ? controlPeriod * 1000 : 100;
    this.#render = render;
  }

  /** Environments of which an episode is being recorded. */
  get recording(): number[] {
    return [...this.#frames.keys()];
  }

  /** An episode begins in each: what was recorded of the last one is saved. */
  async begin(envIds: readonly number[]): Promise<void> {
    await this.save(envIds);
    const { chosen = (envId, episode) => envId === 0 && episode === 0 } = this.#options;
    for (const envId of envIds) {
      const episode = this.#begun.get(envId) ?? 0;
      this.#begun.set(envId, episode + 1);
      this.#over.delete(envId);
      if (chosen(envId, episode)) this.#frames.set(envId, []);
    }
    await this.#shoot(envIds);
  }

  async follow(result: StepResult<Space>, autoresetMode: Env["spec"]["autoresetMode"]): Promise<void> {
    const { envIds, terminated, truncated, lost = [] } = result;
    const again = envIds.filter((envId) => this.#over.has(envId));
    const ended = envIds.filter((_, i) => terminated[i] === true || truncated[i] === true);
    const showsNext = (envId: number) =>
      lost.includes(envId) || (autoresetMode === "sameStep" && ended.includes(envId));
    await this.#shoot(envIds.filter((envId) => !again.includes(envId) && !showsNext(envId)));
    await this.save(ended);
    const survived = ended.filter((envId) => !lost.includes(envId));
    if (autoresetMode === "nextStep") for (const envId of survived) this.#over.add(envId);
    await this.begin(autoresetMode === "sameStep" ? survived : again);
  }

  /** Writes what has been recorded of these, and forgets it. */
  async save(envIds: readonly number[]): Promise<void> {
    for (const envId of envIds) {
      const frames = this.#frames.get(envId) ?? [];
      this.#frames.delete(envId);
      if (frames.length > 0) await this.#write(envId, (this.#begun.get(envId) ?? 1) - 1, frames);
    }
  }

  async #shoot(envIds: readonly number[]): Promise<void> {
    const recorded = envIds.filter((envId) => this.#frames.has(envId));
    if (recorded.length === 0) return;
    const frames = await Promise.all((await this.#render(recorded)).map(frameOf));
    for (const [i, envId] of recorded.entries()) this.#frames.get(envId)?.push(frames[i] as Frame);
  }

  async #write(envId: number, episode: number, frames: readonly Frame[]): Promise<void> {
    const { folder, as = "video", onSaved } = this.#options;
    const path = join(folder, `env-${envId}-episode-${String(episode).padStart(4, "0")}`);
    await mkdir(as === "video" ? folder : path, { recursive: true });
    if (as === "video") await writeWhole(`${path}.png`, animatedPng(frames, this.#delayMs));
    else
      for (const [step, frame] of frames.entries())
        await writeWhole(
          join(path, `step-${String(step).padStart(5, "0")}.png`),
          animatedPng([frame], this.#delayMs),
        );
    onSaved?.(as === "video" ? `${path}.png` : path);
  }
}
