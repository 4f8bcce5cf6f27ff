// Balances eight poles at once, by a policy written by hand, and prints how long each stayed up:
//   node dist/src/examples/01-connect.js
import { concatMap, lastValueFrom, take, tap } from "rxjs";
import { connect, lostEpisodes, type Moment, stream } from "../index.ts";

const [name = "gym:CartPole-v1", episodes = "16"] = process.argv.slice(2);

// Started here, in a process of its own; tcp://lab:5555 would be one that runs elsewhere.
await using env = await connect(name, { envs: 8, expect: { observation: "box", action: "discrete" } });

// Push the cart to the side the pole is falling to.
const act = ({ envIds, observations }: Moment): Int32Array =>
  Int32Array.from(envIds, (_, row) => {
    const [, , angle = 0, angularSpeed = 0] = observations.subarray(4 * row);
    return angle + angularSpeed > 0 ? 1 : 0;
  });

const returns = new Float64Array(env.spec.envCount);
await lastValueFrom(
  stream(env, { seed: 1, act }).pipe(
    tap((transitions) => {
      for (const { message } of lostEpisodes(transitions)) console.error(message);
    }),
    concatMap(({ envIds, rewards, terminated, truncated, lost }) =>
      envIds.flatMap((envId, row) => {
        const total = (returns[envId] ?? 0) + (rewards[row] ?? 0);
        const over = terminated[row] || truncated[row];
        returns[envId] = over ? 0 : total;
        return over && !lost?.includes(envId) ? [{ envId, total }] : [];
      }),
    ),
    take(Number(episodes)),
    tap(({ envId, total }) => console.log(`pole ${envId} stayed up for ${total} steps`)),
  ),
);
