// Tunes a gait on a simulator that listens elsewhere. In another terminal:
//   npx gaitway serve aibo --bind tcp://127.0.0.1:5556
import { lastValueFrom, tap } from "rxjs";
import { gaitParameters, gaitStarts, gaitValues } from "../../envs/aibo/gait.ts";
import { connect, gaitPolicy, kohlStone, RunDirectory, stepLength, train } from "../index.ts";

const [endpoint = "tcp://127.0.0.1:5556", iterations = "10"] = process.argv.slice(2);

// One episode is one lap. The action is the gait; the return is its speed in m/s.
await using env = await connect(endpoint);
await using store = await RunDirectory.create("runs/example-02", "");
const scale = Float64Array.from(gaitParameters, ({ epsilon }) => epsilon);
const gait = gaitValues(gaitStarts["hand-tuned"]);
const policy = gaitPolicy({ actionSpace: env.spec.actionSpace, scale, gait });
const estimator = kohlStone({ policies: 15, episodes: 3 });
const optimizer = stepLength({ length: 2 });

await lastValueFrom(
  train({
    env,
    policy,
    estimator,
    optimizer,
    store,
    iterations: Number(iterations),
    seed: 1,
    resetOptions: {},
  }).pipe(
    tap((event) => {
      if (event.type === "iteration")
        console.log(event.record.iteration, `${event.record.meanReturn.toFixed(3)} m/s`);
    }),
  ),
);
