/** What a robot's environment says of its joints beyond a space: which way is up. Kept with a policy, compared with a robot before anything moves. */
import { z } from "zod";

export const trainedJointSchema = z.object({
  name: z.string(),
  /** What the body does as the angle grows, in the robot's own words. */
  positive: z.string(),
});

export type TrainedJoint = Readonly<z.infer<typeof trainedJointSchema>>;
