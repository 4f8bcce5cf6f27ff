/** What a server may offer beyond resets and steps: checked where it says the word, refused where it does not. */
import type { RequestBody } from "../../transport/message.ts";
import type { OptionValue } from "../../transport/spec-message.ts";
import { type Check, skip } from "../check.ts";
import { expectKind, expectRefusal, expectThat } from "../expect.ts";
import type { Lab } from "../lab.ts";
import type { RawAgent } from "../raw-agent.ts";
import { expectSame, momentsOf, reset, rowBytes, step } from "../trajectory.ts";
import { linearizeChecks } from "./linearize.ts";
import { resumeChecks } from "./resume.ts";

/** One request for each capability. */
const REQUESTS: Readonly<Record<string, RequestBody>> = {
  resume: { kind: "resume", awaited: [] },
  render: { kind: "render", envIds: [0], mode: "rgb_array" },
  properties: { kind: "readProperties", envIds: [0], names: [] },
  state: { kind: "getState", envIds: [0] },
  linearize: { kind: "linearize", envIds: [0] },
};

export const capabilityChecks: readonly Check[] = [
  {
    group: "capabilities",
    name: "answers what it does not claim with UNSUPPORTED",
    why: "An agent that asks anyway must get an answer it can act on, not silence.",
    source: "Versions",
    run: async (lab) => {
      const missing = Object.keys(REQUESTS).filter((word) => !lab.capabilities.includes(word));
      if (missing.length === 0) skip("it claims every capability");
      const agent = await lab.episode();
      for (const word of missing) {
        const reply = await agent.ask(REQUESTS[word] as RequestBody);
        expectRefusal(reply, ["unsupported"], `"${word}" is answered although it is not claimed`);
      }
      return `${missing.join(", ")}: UNSUPPORTED`;
    },
  },
  ...resumeChecks,
  ...linearizeChecks,
  {
    group: "capabilities",
    name: "renders each of its modes as it declares",
    why: "A picture of another layout is noise on the screen.",
    source: "Render",
    run: async (lab) => {
      lab.requireCapability("render");
      const agent = await lab.episode();
      const shapes = [];
      for (const mode of lab.spec.renderModes) shapes.push(await renderedShape(agent, mode));
      return shapes.join(", ");
    },
  },
  {
    group: "capabilities",
    name: "refuses a render mode it does not have",
    why: "A misspelt mode answered with some picture hides the mistake.",
    source: "Render",
    run: async (lab) => {
      lab.requireCapability("render");
      const reply = await (await lab.episode()).ask({ kind: "render", envIds: [0], mode: "no such mode" });
      return expectRefusal(reply, ["invalidRequest"], "the mode is not compared with render_modes");
    },
  },
  {
    group: "capabilities",
    name: "reads every property it names, each of the kind of its default",
    why: "A property that is listed and cannot be read is a table of contents without pages.",
    source: "ReadProperties",
    run: async (lab) => {
      lab.requireCapability("properties");
      const agent = await lab.episode();
      const names = lab.spec.properties.map(({ name }) => name);
      const values = await read(agent, names);
      for (const property of lab.spec.properties) {
        const [expected, seen] = [typeof property.default, typeof values[property.name]];
        expectThat(seen === expected, `${property.name}: a ${expected}`, seen, "the value has another kind");
      }
      return names.map((name) => `${name} = ${values[name]}`).join(", ");
    },
  },
  {
    group: "capabilities",
    name: "keeps a property that is written, over a reset too",
    why: "Domain randomization writes it once an episode and relies on it.",
    source: "WriteProperties",
    run: async (lab) => {
      lab.requireCapability("properties");
      const property = lab.spec.properties.find(({ writable }) => writable);
      if (property === undefined) return skip("none of its properties is writable");
      const agent = await lab.episode();
      const before = (await read(agent, [property.name]))[property.name] as OptionValue;
      const write = (value: OptionValue) =>
        agent.ask({ kind: "writeProperties", envIds: [0], values: { [property.name]: value } });
      expectKind(await write(property.default), "writeProperties", "its own default is refused");
      await reset(agent, [0], [2]);
      const after = (await read(agent, [property.name]))[property.name];
      expectKind(await write(before), "writeProperties", "the value that was read is refused");
      expectThat(
        after === property.default,
        `${property.default}`,
        `${after}`,
        "a reset undoes what was written",
      );
      return `${property.name} = ${after} after a reset`;
    },
  },
  {
    group: "capabilities",
    name: "refuses to read or write a property it does not have",
    why: "A misspelt property written into nothing is an experiment with the wrong physics.",
    source: "WriteProperties",
    run: async (lab) => {
      lab.requireCapability("properties");
      const agent = await lab.episode();
      const names = ["no such property"];
      const asked = await agent.ask({ kind: "readProperties", envIds: [0], names });
      expectRefusal(asked, ["invalidRequest"], "unknown names are left out of the answer");
      const values = { "no such property": 1 };
      const written = await agent.ask({ kind: "writeProperties", envIds: [0], values });
      return expectRefusal(written, ["invalidRequest"], "unknown names are ignored");
    },
  },
  {
    group: "capabilities",
    name: "goes on from a state as it went on when the state was taken",
    why: "Planning, and comparing actions from one moment, need exactly the same future again.",
    source: "GetState",
    run: async (lab) => {
      lab.requireCapability("state");
      const agent = await lab.episode();
      const saved = expectKind(
        await agent.ask({ kind: "getState", envIds: [0] }),
        "getState",
        "it is claimed",
      );
      const once = await goOn(lab, agent);
      await reset(agent, [0], [99]);
      const back = await agent.ask({ kind: "setState", envIds: [0] }, { tensors: saved.tensors });
      expectKind(back, "setState", "a state it gave itself is refused");
      const again = await goOn(lab, agent);
      expectSame(
        "the same future twice",
        once,
        again,
        "the state leaves something out, a random generator perhaps",
      );
      return `${saved.tensors[0]?.data.length} bytes of state`;
    },
  },
  {
    group: "capabilities",
    name: "refuses a state that is none",
    why: "Bytes from a file may be cut or of another environment; a simulator must not start from them.",
    source: "SetState",
    run: async (lab) => {
      lab.requireCapability("state");
      const agent = await lab.episode();
      const tensors = [{ dtype: "uint8" as const, shape: [3], data: Uint8Array.of(1, 2, 3) }];
      const reply = await agent.ask({ kind: "setState", envIds: [0] }, { tensors });
      return expectRefusal(reply, ["invalidRequest", "malformed"], "the bytes are not checked");
    },
  },
];

async function renderedShape(agent: RawAgent, mode: string): Promise<string> {
  const { tensors } = expectKind(
    await agent.ask({ kind: "render", envIds: [0], mode }),
    "render",
    "it is claimed",
  );
  const [picture] = tensors;
  const shape = picture?.shape ?? [];
  const seen = `${picture?.dtype} [${shape.join(", ")}]`;
  const fits =
    mode === "rgb_array" ? shape.length === 3 && shape[2] === 3 : shape.length === 1 || mode !== "ansi";
  const expected = mode === "rgb_array" ? "uint8 [height, width, 3]" : "uint8 [bytes]";
  expectThat(tensors.length === 1 && picture?.dtype === "uint8" && fits, expected, seen, "another layout");
  return `${mode} ${seen}`;
}

async function read(agent: RawAgent, names: readonly string[]) {
  const reply = await agent.ask({ kind: "readProperties", envIds: [0], names });
  const { envs } = expectKind(reply, "readProperties", "it is claimed").body;
  expectThat(
    envs.length === 1,
    "the values of one environment",
    `${envs.length}`,
    "env_ids are not looked at",
  );
  return envs[0] ?? {};
}

/** Two more steps of the episode, as far as it goes. */
async function goOn(lab: Lab, agent: RawAgent) {
  const moments = [];
  for (let at = 0; at < 2 && !moments.at(-1)?.ended; at++) {
    const reply = await step(agent, [0], lab.actions([5], at));
    moments.push(
      momentsOf(lab, reply).get(0) ?? { observation: rowBytes(reply.tensors, 0), reward: 0, ended: true },
    );
  }
  return moments;
}
