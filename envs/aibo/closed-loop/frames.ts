/** The commands of one step: the way from the last joint targets to the next in even frames, physics between them. */
import type { AiboSimulation, SimulationViews } from "../simulation.ts";
import { framesPerStep } from "./spec.ts";

/**
 * Moves the joints `from` their last targets `to` the next (rad), `physicsSteps` to a frame, and leaves the sensors read at
 * the end. Answers with the mean mechanical power of the frames, W.
 */
export function moveJoints(
  simulation: AiboSimulation,
  from: Float64Array,
  to: ArrayLike<number>,
  physicsSteps: number,
): number {
  let power = 0;
  for (let frame = 1; frame <= framesPerStep; frame++) {
    const { ctrl } = simulation.views;
    for (let joint = 0; joint < from.length; joint++) {
      const start = from[joint] as number;
      ctrl[joint] = start + (frame / framesPerStep) * ((to[joint] as number) - start);
    }
    simulation.switchSensors(false);
    simulation.step(physicsSteps - 1);
    simulation.switchSensors(frame === framesPerStep);
    simulation.step(1);
    power += mechanicalPower(simulation.views) / framesPerStep;
  }
  return power;
}

/** Σ |torque · speed| over the joints, W. */
function mechanicalPower({ torque, qvel }: SimulationViews): number {
  let power = 0;
  for (let joint = 0; joint < torque.length; joint++)
    power += Math.abs((torque[joint] as number) * (qvel[6 + joint] as number));
  return power;
}

/** Mean over the joints of the squared change of target, rad². */
export function meanSquareChange(from: Float64Array, to: ArrayLike<number>): number {
  let change = 0;
  for (let joint = 0; joint < from.length; joint++) {
    const difference = (to[joint] as number) - (from[joint] as number);
    change += (difference * difference) / from.length;
  }
  return change;
}
