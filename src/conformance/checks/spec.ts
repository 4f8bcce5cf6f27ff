/** What the server says the environment is has to make sense by itself. */
import { type Check, skip } from "../check.ts";
import { counted, expectThat } from "../expect.ts";
import { leavesOf } from "../leaves.ts";

const KNOWN_WORDS = ["resume", "render", "properties", "state"];

const duplicateOf = (words: readonly string[]) => words.find((word, i) => words.indexOf(word) !== i);

export const specChecks: readonly Check[] = [
  {
    group: "spec",
    name: "names its environment and the version of it",
    why: "A policy is saved with both; without them nobody knows what it was trained on.",
    source: "Spec",
    run: async ({ spec: { name, version } }) => {
      expectThat(name.trim() !== "", "a name", "none", "Spec.name is not set");
      expectThat(version.trim() !== "", "a version", "none", "Spec.version is not set");
      return `${name}, version ${version}`;
    },
  },
  {
    group: "spec",
    name: "declares a control period that is a number of seconds",
    why: "Policies are trained for one rate; milliseconds read as seconds are a robot in slow motion.",
    source: "Spec",
    run: async ({ spec: { controlPeriod } }) => {
      const seen = `${controlPeriod} s`;
      const sane = Number.isFinite(controlPeriod) && controlPeriod >= 0 && controlPeriod < 3600;
      expectThat(sane, "0 (an action is an episode) or seconds between actions", seen, "another unit");
      return controlPeriod === 0 ? "an action is a whole episode" : seen;
    },
  },
  {
    group: "spec",
    name: "has an action space in which something can be done",
    why: "A space without elements leaves nothing to learn.",
    source: "Space",
    run: async ({ spec: { actionSpace } }) => {
      const size = leavesOf(actionSpace).reduce((sum, leaf) => sum + leaf.size, 0);
      expectThat(size > 0, "at least one element", "none", "an empty shape or dict");
      return `${size} elements in ${counted(leavesOf(actionSpace).length, "tensor")}`;
    },
  },
  {
    group: "spec",
    name: "gives the leaves of its spaces different keys, and not too many of them",
    why: "Leaves are told apart by their place and named by their key.",
    source: "Space",
    run: async ({ spec: { observationSpace, actionSpace }, first: { hello } }) => {
      for (const space of [observationSpace, actionSpace]) {
        const paths = leavesOf(space).map(({ path }) => path);
        const twice = duplicateOf(paths);
        expectThat(
          twice === undefined,
          "each key once",
          `"${twice}" twice`,
          "two entries of a Dict with one key",
        );
        const most = hello.limits.tensorCount;
        expectThat(
          paths.length <= most,
          `at most ${most} leaves`,
          `${paths.length}`,
          "a space beyond the limits",
        );
      }
      return `${counted(leavesOf(observationSpace).length, "leaf", "leaves")} observed, ${leavesOf(actionSpace).length} acted on`;
    },
  },
  {
    group: "spec",
    name: "declares bounds that its element types can hold, and none that is NaN",
    why: "A uint8 with an upper bound of 1000, or a NaN, is a bound nobody can keep.",
    source: "Box",
    run: async ({ spec: { observationSpace, actionSpace } }) => {
      const boxes = [...leavesOf(observationSpace), ...leavesOf(actionSpace)];
      for (const { space, path, dtype } of boxes) {
        if (space.type !== "box") continue;
        const [lowest, highest] = dtypeRange(dtype);
        const odd = [...space.low, ...space.high].find((bound) => !(bound >= lowest && bound <= highest));
        const where = path === "" ? dtype : `${dtype} at "${path}"`;
        expectThat(odd === undefined, `bounds of ${where}`, `${odd}`, "bounds of another type, or 0/0");
      }
      return counted(boxes.length, "leaf", "leaves");
    },
  },
  {
    group: "spec",
    name: "names the elements of its boxes differently",
    why: "A deployed policy finds its joints by these names.",
    source: "Box",
    run: async ({ spec: { observationSpace, actionSpace } }) => {
      const lists = [...leavesOf(observationSpace), ...leavesOf(actionSpace)].flatMap(({ space }) =>
        "names" in space && space.names.length > 0 ? [space.names] : [],
      );
      if (lists.length === 0) skip("it names no elements");
      for (const names of lists) {
        const twice = duplicateOf(names);
        expectThat(twice === undefined, "each name once", `"${twice}" twice`, "names that were copied");
      }
      return counted(lists.flat().length, "name");
    },
  },
  {
    group: "spec",
    name: "names its options and properties differently",
    why: "A reset or a write addresses them by name.",
    source: "OptionSpec",
    run: async ({ spec: { options, properties } }) => {
      for (const list of [options, properties]) {
        const names = list.map(({ name }) => name);
        const twice = duplicateOf(names);
        expectThat(twice === undefined, "each name once", `"${twice}" twice`, "a list that was joined");
        expectThat(!names.includes(""), "a name for each", "one without", "a name that was not set");
      }
      return `${counted(options.length, "option")}, ${counted(properties.length, "property", "properties")}`;
    },
  },
  {
    group: "spec",
    name: "claims the capabilities that its spec speaks of",
    why: "Render modes nobody may ask for, or a capability without anything in it, mislead.",
    source: "Versions",
    run: async ({ spec, capabilities }) => {
      const twice = duplicateOf(capabilities);
      expectThat(twice === undefined, "each word once", `"${twice}" twice`, "words added in two places");
      for (const [word, list] of [
        ["render", spec.renderModes],
        ["properties", spec.properties],
      ] as const) {
        const claimed = capabilities.includes(word);
        const seen = `${claimed ? "" : "no "}capability "${word}" and ${list.length} in the spec`;
        expectThat(claimed === list.length > 0, "both or neither", seen, "capability and spec are set apart");
      }
      return capabilities.filter((word) => KNOWN_WORDS.includes(word)).join(", ") || "none of the known ones";
    },
  },
];

function dtypeRange(dtype: string): readonly [number, number] {
  if (dtype.startsWith("float")) return [-Infinity, Infinity];
  if (dtype === "bool") return [0, 1];
  const bits = Number(dtype.replace(/\D/g, ""));
  return dtype.startsWith("u") ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}
