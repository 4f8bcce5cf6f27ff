/** The floor for the benchmark: a worker thread that walks the laps it is posted and knows nothing of Gaitway's pool. */
import { parentPort } from "node:worker_threads";
import { gaitFrom } from "../../envs/aibo/gait.ts";
import { AiboSimulation } from "../../envs/aibo/simulation.ts";
import { walkLap } from "../../envs/aibo/walk-lap.ts";
import type { BareLap } from "./bare-laps.ts";

const simulation = await AiboSimulation.create();
parentPort?.on("message", ({ gait, seed, options }: BareLap) => {
  parentPort?.postMessage(walkLap(simulation, gaitFrom(gait), seed, options).speed);
});
parentPort?.postMessage("ready");
