/** Nothing of a bad request is applied: the environments are as they were. */
import type { FaultCode } from "../../transport/errors.ts";
import type { RequestBody } from "../../transport/message.ts";
import type { Tensor } from "../../transport/tensor.ts";
import { type Check, skip } from "../check.ts";
import { expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import { outOfBounds, unboundedOf, withElement } from "../spoiled-actions.ts";
import { expectSame, play } from "../trajectory.ts";

interface BadRequest {
  readonly body: RequestBody;
  readonly tensors?: readonly Tensor[];
}

const wrongShape: readonly FaultCode[] = ["invalidRequest", "malformed"];
const invalid: readonly FaultCode[] = ["invalidRequest"];

/** Refused, and the episode it came into goes on as if it had not come. */
function refusedAndNotApplied(
  bad: (lab: Lab) => BadRequest | Promise<BadRequest>,
  cause: string,
  codes: readonly FaultCode[] = invalid,
) {
  return async (lab: Lab) => {
    const { body, tensors = [] } = await bad(lab);
    const undisturbed = await lab.reference(3);
    const agent = await lab.session();
    let seen = "";
    const before = async () => {
      seen = expectRefusal(await agent.ask(body, { tensors }), codes, cause);
    };
    const [disturbed] = await play(lab, agent, { envIds: [0], seeds: [3], before });
    expectSame(
      "the undisturbed episode",
      undisturbed,
      disturbed ?? [],
      "it is applied before it is checked, or in part",
    );
    return seen;
  };
}

const step = (envIds: readonly number[]): RequestBody => ({ kind: "step", envIds });
const reset = (envIds: readonly number[], seeds: readonly number[], options = {}): RequestBody => ({
  kind: "reset",
  envIds,
  seeds,
  options,
});

export const invalidRequestChecks: readonly Check[] = [
  {
    group: "invalid requests",
    name: "refuses an environment number beyond the last",
    why: "Read without a check it is another environment, or memory that is none.",
    source: "The conversation",
    run: refusedAndNotApplied(
      (lab) => ({ body: step([0, lab.spec.envCount]), tensors: lab.actions([1, 2]) }),
      "environment numbers are not compared with env_count",
    ),
  },
  {
    group: "invalid requests",
    name: "refuses an environment that is named twice",
    why: "Two actions for one environment in one step: one of them would be lost in silence.",
    source: "The conversation",
    run: refusedAndNotApplied(
      (lab) => ({ body: step([0, 0]), tensors: lab.actions([1, 2]) }),
      "duplicates are not looked for",
    ),
  },
  {
    group: "invalid requests",
    name: "refuses a reset that names an environment twice, and leaves the episode running",
    why: "Two seeds for one environment cannot both be used.",
    source: "The conversation",
    run: refusedAndNotApplied(
      () => ({ body: reset([0, 0], [1, 2]) }),
      "duplicates are not looked for in a reset",
    ),
  },
  {
    group: "invalid requests",
    name: "refuses a reset with one good and one bad environment, and resets neither",
    why: "An agent that is told no must find everything as it was.",
    source: "Reset",
    run: refusedAndNotApplied(
      (lab) => ({ body: reset([0, lab.spec.envCount], [1, 2]) }),
      "environments are reset one by one while the request is read",
    ),
  },
  {
    group: "invalid requests",
    name: "refuses a reset without any environment",
    why: "It is a mistake of the agent's, and answering it with success hides it.",
    source: "Reset",
    run: refusedAndNotApplied(
      () => ({ body: reset([], []) }),
      "an empty list is taken for all, or for nothing to do",
    ),
  },
  {
    group: "invalid requests",
    name: "refuses a reset with fewer seeds than environments",
    why: "An episode without a seed of its own cannot be repeated.",
    source: "Reset",
    run: refusedAndNotApplied(() => ({ body: reset([0], []) }), "a missing seed has a default", wrongShape),
  },
  {
    group: "invalid requests",
    name: "refuses an option it does not have",
    why: "A misspelt option that is ignored is an experiment with the wrong settings.",
    source: "Reset",
    run: refusedAndNotApplied(
      () => ({ body: reset([0], [1], { "no such option": 1 }) }),
      "unknown options are ignored",
    ),
  },
  {
    group: "invalid requests",
    name: "refuses an option of another kind than its default",
    why: 'The text "false" is true in most languages.',
    source: "Reset",
    run: refusedAndNotApplied((lab) => {
      const [option] = lab.spec.options;
      if (option === undefined) return skip("it has no options");
      const wrong = typeof option.default === "string" ? 1 : "a text";
      return { body: reset([0], [1], { [option.name]: wrong }) };
    }, "the kind of a value is not looked at"),
  },
  {
    group: "invalid requests",
    name: "refuses a step without actions",
    why: "Actions filled in by the server are moves nobody asked for.",
    source: "Step",
    run: refusedAndNotApplied(() => ({ body: step([0]) }), "missing actions are zeros", wrongShape),
  },
  {
    group: "invalid requests",
    name: "refuses actions for another number of environments",
    why: "Rows that are shifted by one are actions for the wrong robot.",
    source: "Step",
    run: refusedAndNotApplied(
      (lab) => ({ body: step([0]), tensors: lab.actions([1, 2]) }),
      "the first extent is not compared with env_ids",
      wrongShape,
    ),
  },
  {
    group: "invalid requests",
    name: "refuses actions of another element type",
    why: "float64 bytes read as float32 are other numbers, mostly plausible ones.",
    source: "Step",
    run: refusedAndNotApplied(
      (lab) => {
        const [first, ...rest] = lab.actions([1]);
        if (first === undefined) return skip("its action space has no tensor");
        const data = new Int16Array(first.data.length);
        return { body: step([0]), tensors: [{ dtype: "int16", shape: first.shape, data }, ...rest] };
      },
      "the element type is not compared with the action space",
      wrongShape,
    ),
  },
  {
    group: "invalid requests",
    name: "refuses an action that is NaN or infinite, whatever its policy",
    why: "One NaN in a physics engine spreads to every joint and does not go away.",
    source: "Step",
    run: async (lab) => {
      for (const odd of [Number.NaN, Infinity, -Infinity]) {
        const bad = () => ({ body: step([0]), tensors: withElement(lab, unboundedOf(lab), odd) });
        await refusedAndNotApplied(bad, `${odd} passes the comparison with the bounds`)(lab);
      }
      return "NaN, Infinity and -Infinity refused, nothing applied";
    },
  },
  {
    group: "invalid requests",
    name: "refuses an action outside its space and applies nothing, where its policy is to refuse",
    why: "A servo driven beyond its end stop breaks; clipped in silence, the policy learns the wrong thing.",
    source: "OutOfBounds",
    run: async (lab) => {
      if (lab.spec.outOfBounds !== "refuse") skip("its policy is to clip");
      const spoiled = outOfBounds(lab);
      return await refusedAndNotApplied(
        () => ({ body: step([0]), tensors: spoiled }),
        "bounds are declared and not checked",
      )(lab);
    },
  },
  {
    group: "invalid requests",
    name: "clips an action outside its space and names the environment, where its policy is to clip",
    why: "An agent that is not told cannot learn from the action that was really taken.",
    source: "OutOfBounds",
    run: async (lab) => {
      if (lab.spec.outOfBounds !== "clip") skip("its policy is to refuse");
      const agent = await lab.episode();
      const reply = await agent.ask(step([0]), { tensors: outOfBounds(lab) });
      const { clippedEnvIds } = expectKind(reply, "step", "it refuses where it says it clips").body;
      const seen = clippedEnvIds.join() || "none";
      expectThat(seen === "0", "environment 0 in clipped_env_ids", seen, "the action is clipped in silence");
      return "clipped and named";
    },
  },
  {
    group: "invalid requests",
    name: "applies nothing to the good environments of a step with one bad action",
    why: "Half a batch applied leaves the agent without the observations of that half.",
    source: "The conversation",
    run: async (lab) => {
      lab.requireEnvs(2);
      const agent = await lab.session();
      const plays = { envIds: [0, 1], seeds: [3, 4] };
      const undisturbed = await play(lab, agent, plays);
      const again = await play(lab, agent, plays);
      for (const row of [0, 1]) {
        if (JSON.stringify(undisturbed[row]) !== JSON.stringify(again[row]))
          skip("its episodes cannot be repeated");
      }
      const before = async () => {
        const tensors = withElement(lab, unboundedOf(lab), Number.NaN, [1, 2]);
        const reply = await agent.ask(step([0, 1]), { tensors });
        expectRefusal(reply, invalid, "the bad action is not noticed");
      };
      const disturbed = await play(lab, agent, { ...plays, before });
      for (const row of [0, 1]) {
        const cause = "environments are stepped one by one while the request is checked";
        expectSame("the undisturbed episode", undisturbed[row] ?? [], disturbed[row] ?? [], cause);
      }
      return "neither was stepped";
    },
  },
];
