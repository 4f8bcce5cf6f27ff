/** The end of a session. */
import type { Check } from "../check.ts";
import { expectKind, expectRefusal } from "../expect.ts";

export const byeChecks: readonly Check[] = [
  {
    group: "bye",
    name: "answers Bye, and forgets the session",
    why: "Sessions that are never forgotten fill the server, and a token would be good for ever.",
    source: "The conversation",
    run: async (lab) => {
      const agent = await lab.session();
      expectKind(await agent.ask({ kind: "bye" }), "bye", "Bye is not known");
      return expectRefusal(await agent.ask({ kind: "heartbeat" }), ["sessionLost"], "the token stays valid");
    },
  },
  {
    group: "bye",
    name: "ends the episodes of a session with it",
    why: "An environment whose owner is gone must be free for the next, and its episode over.",
    source: "Bye",
    run: async (lab) => {
      const owner = await lab.episode();
      await owner.ask({ kind: "bye" });
      const next = await lab.session();
      const reply = await next.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      return expectRefusal(reply, ["resetNeeded"], "the episode outlives its session");
    },
  },
  {
    group: "bye",
    name: "leaves the other sessions as they are",
    why: "One agent that goes home must not end the work of another.",
    source: "Bye",
    run: async (lab) => {
      const staying = await lab.episode();
      await (await lab.session()).ask({ kind: "bye" });
      const reply = await staying.ask({ kind: "step", envIds: [0] }, { tensors: lab.actions([1]) });
      expectKind(reply, "step", "one Bye ends every session");
      return "the episode of the other session went on";
    },
  },
];
