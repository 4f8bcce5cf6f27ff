/**
 * A rehearsal inside the saved policy that was rehearsed: rehearsal.json, sealed with the rest. Hardware is refused to a policy
 * without one, and to one whose rehearsal was failed; with other weights it is another policy, and has none.
 */
import { z } from "zod";
import { amendPolicyFolder, readPolicyFolder } from "../../policy/saved-folder.ts";

const fileName = "rehearsal.json";

const schema = z.object({
  version: z.literal(1),
  /** SHA-256 of the weights that were rehearsed. */
  weights: z.string(),
  passed: z.boolean(),
  /** Which robot, and how it was simulated. */
  robot: z.object({ name: z.string(), version: z.string() }),
  simulators: z.object({ training: z.string(), second: z.string() }),
  cases: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      episodes: z.number(),
      speed: z.number(),
      standardError: z.number(),
      share: z.number(),
      falls: z.number(),
      stops: z.number(),
      passed: z.boolean(),
      why: z.string(),
    }),
  ),
  seed: z.number(),
  gaitway: z.string(),
  date: z.string(),
});

export type Rehearsal = Readonly<z.infer<typeof schema>>;

/** Writes it into the policy of `folder`, whose weights it names. */
export async function saveRehearsal(
  folder: string,
  rehearsal: Omit<Rehearsal, "version" | "weights">,
): Promise<void> {
  const whole: Rehearsal = { version: 1, weights: await weightsOf(folder), ...rehearsal };
  await amendPolicyFolder(folder, { [fileName]: Buffer.from(`${JSON.stringify(whole, null, 2)}\n`) });
}

/** What is wrong with sending the policy of `folder` to the hardware of `robot`, in words; undefined where nothing is. */
export async function unrehearsed(
  folder: string,
  robot: { readonly name: string; readonly version: string },
): Promise<string | undefined> {
  const { manifest, read, invalid } = await readPolicyFolder(folder);
  if (!(fileName in ((manifest.files ?? {}) as object))) return "it was never rehearsed";
  const found = schema.safeParse(JSON.parse((await read(fileName)).toString("utf8")));
  if (!found.success) throw invalid(`${fileName}: ${z.prettifyError(found.error)}`);
  const { data } = found;
  if (data.weights !== (await weightsOf(folder))) return "its rehearsal is of other weights";
  if (data.robot.name !== robot.name || data.robot.version !== robot.version)
    return `it was rehearsed on ${data.robot.name} ${data.robot.version}, this is ${robot.name} ${robot.version}`;
  if (data.passed) return undefined;
  const failed = data.cases.filter(({ passed }) => !passed).map(({ name, why }) => `${name} (${why})`);
  return `it failed its rehearsal: ${failed.join(", ")}`;
}

async function weightsOf(folder: string): Promise<string> {
  const { manifest } = await readPolicyFolder(folder);
  return String((manifest.files as Record<string, unknown> | undefined)?.["weights.f64"]);
}
