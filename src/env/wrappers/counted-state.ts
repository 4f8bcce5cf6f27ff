/** States of environments whose steps a wrapper counts: the count goes in front of the state, as four bytes. */
import { InvalidRequest, type SimulatorState } from "../env.ts";

const width = 4;

/** `taken`: steps by environment number, read by `get` and written by `set`. `wrapper` is whose states they are, in errors. */
export function countedState<O>(
  wrapper: string,
  inner: SimulatorState<O>,
  taken: Int32Array,
): SimulatorState<O> {
  return {
    async get(envIds) {
      const states = await inner.get(envIds);
      return states.map((state, i) => {
        const count = Buffer.alloc(width);
        count.writeInt32LE(taken[envIds[i] as number] as number);
        return Buffer.concat([count, state]);
      });
    },
    async set(envIds, states) {
      const short = states.find(({ length }) => length < width);
      if (short)
        throw new InvalidRequest(`a state of ${short.length} bytes is none that ${wrapper} once gave`);
      const counts = states.map((state) => Buffer.from(state).readInt32LE());
      const result = await inner.set(
        envIds,
        states.map((state) => state.subarray(width)),
      );
      for (const [i, envId] of envIds.entries()) taken[envId] = counts[i] as number;
      return result;
    },
  };
}
