/** An environment that asks another one, through one place where what went wrong is dealt with. */
import type { AnyEnv, ResetRequest, StepRequest } from "./env.ts";
import type { RemoteEnv } from "./remote.ts";
import type { Space } from "./space.ts";

/** Any environment; `send` and `recv` where the one that is asked is far away. */
export type AskedEnv = AnyEnv & Partial<Pick<RemoteEnv<Space, Space>, "send" | "recv">>;

/**
 * Asks the environment there is at the moment. `envIds` are those whose episodes are lost when it is gone; `episode` says
 * whether the request begins them, or goes on with what was begun.
 */
export type Attempt = <T>(
  envIds: readonly number[],
  ask: (env: AskedEnv) => Promise<T>,
  episode?: "begins" | "goes on",
) => Promise<T>;

/** What `first` offers, asked through `attempt`; the environments that come after it offer the same. */
export function askedThrough(attempt: Attempt, first: AskedEnv, close: () => Promise<void>): AskedEnv {
  const { spec, render, properties, state, linearize, send, recv } = first;
  const inFlight = new Set<number>();
  return {
    spec,
    reset(request: ResetRequest, signal?: AbortSignal) {
      for (const envId of request.envIds) inFlight.delete(envId);
      return attempt(request.envIds, (env) => env.reset(request, signal), "begins");
    },
    step: (request: StepRequest<Space>, signal?: AbortSignal) =>
      attempt(request.envIds, (env) => env.step(request, signal), "goes on"),
    ...(render && { render: (envIds) => attempt(envIds, (env) => offered(env.render?.bind(env))(envIds)) }),
    ...(properties && { properties: propertiesThrough(attempt) }),
    ...(state && { state: stateThrough(attempt) }),
    ...(linearize && {
      linearize: (request: StepRequest<Space>) =>
        attempt(request.envIds, (env) => offered(env.linearize?.bind(env))(request), "goes on"),
    }),
    ...(send && recv && streamThrough(attempt, inFlight)),
    [Symbol.asyncDispose]: close,
  };
}

function propertiesThrough(attempt: Attempt): NonNullable<AskedEnv["properties"]> {
  return {
    read: (envIds, names) => attempt(envIds, (env) => offered(env.properties).read(envIds, names)),
    write: (envIds, values) => attempt(envIds, (env) => offered(env.properties).write(envIds, values)),
  };
}

function stateThrough(attempt: Attempt): NonNullable<AskedEnv["state"]> {
  return {
    get: (envIds) => attempt(envIds, (env) => offered(env.state).get(envIds)),
    set: (envIds, states) => attempt(envIds, (env) => offered(env.state).set(envIds, states), "begins"),
  };
}

/** `inFlight` were sent actions whose results have not been received: whoever receives learns that they are lost. */
function streamThrough(attempt: Attempt, inFlight: Set<number>): Pick<AskedEnv, "send" | "recv"> {
  return {
    async send(request, signal) {
      await attempt(request.envIds, (env) => offered(env.send?.bind(env))(request, signal), "goes on");
      for (const envId of request.envIds) inFlight.add(envId);
    },
    recv: (minBatch, signal) =>
      attempt(
        [...inFlight],
        async (env) => {
          const ready = await offered(env.recv?.bind(env))(minBatch, signal);
          for (const envId of ready.envIds) inFlight.delete(envId);
          return ready;
        },
        "goes on",
      ),
  };
}

function offered<T>(part: T | undefined): T {
  if (part !== undefined) return part;
  throw new TypeError("the restarted simulator no longer offers what it offered before");
}
