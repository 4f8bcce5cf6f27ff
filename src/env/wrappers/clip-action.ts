/** Actions out of bounds are brought to the nearest bound, and their environments named in `clipped`. */
import { checkActions } from "../border.ts";
import { clipActions } from "../clip.ts";
import type { Env } from "../env.ts";
import type { Space } from "../space.ts";
import { wrap } from "./wrap.ts";

/** Any autoresetMode. An action that is not finite is refused as before. */
export function clipAction<O extends Space, A extends Space>(env: Env<O, A>): Env<O, A> {
  const { actionSpace } = env.spec;
  return wrap(env, {
    spec: { ...env.spec, outOfBounds: "clip" },
    reset: (request, signal) => env.reset(request, signal),
    async step({ envIds, actions }, signal) {
      checkActions(actionSpace, envIds, actions, "finite");
      const inside = clipActions(actionSpace, envIds, actions);
      const result = await env.step({ envIds, actions: inside.actions }, signal);
      return inside.envIds.length === 0 ? result : { ...result, clipped: inside.envIds };
    },
    ...(env.state && { state: env.state }),
  });
}
