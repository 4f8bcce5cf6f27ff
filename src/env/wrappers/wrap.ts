/**
 * An environment around another. What a wrapper does not change is passed on; its spec says what it changed.
 *
 * Wrappers know nothing of wires: they go around an environment here, whether it runs in this process or far away. They
 * allow requests for some of the environments, and keep what they remember by environment number.
 */
import type { AutoresetMode, Env, EnvSpec } from "../env.ts";
import type { BoxSpace, Space } from "../space.ts";

type Parts<O, A> = Pick<Env<O, A>, "spec" | "reset" | "step"> & Partial<Pick<Env<O, A>, "state">>;
type Inner = Pick<Env<Space, Space>, "render" | "properties"> & AsyncDisposable;

/** `state` is offered only if it is among the parts: a wrapper that remembers has to put its memory into it. */
export function wrap<O, A>(inner: Inner, parts: Parts<O, A>): Env<O, A> {
  const { properties } = inner;
  return {
    ...parts,
    ...(inner.render && { render: async (envIds) => (await inner.render?.(envIds)) ?? [] }),
    ...(properties && { properties }),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

/** Throws RangeError for an environment that resets itself in a way the wrapper cannot follow. */
export function requireAutoreset(
  wrapper: string,
  { name, autoresetMode = "disabled" }: EnvSpec<Space, Space>,
  ...modes: readonly AutoresetMode[]
): void {
  if (modes.includes(autoresetMode)) return;
  throw new RangeError(
    `${wrapper} expects an environment of autoresetMode ${modes.join(" or ")}; ${name} has ${autoresetMode}`,
  );
}

/** Throws RangeError for a space other than one box of floats. */
export function requireFloatBox(wrapper: string, what: string, space: Space): asserts space is BoxSpace {
  if (space.type === "box" && (space.dtype === "float64" || space.dtype === "float32")) return;
  const got = space.type === "box" ? `a box of ${space.dtype}` : `a ${space.type} space`;
  throw new RangeError(`${wrapper} expects the ${what} to be a box of floats, got ${got}`);
}
