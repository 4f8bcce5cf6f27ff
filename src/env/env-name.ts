/** What a person may write for an environment, read once: `aibo`, `gym:CartPole-v1`, `tcp://lab:5555` … */
import { legalChoices, nearest } from "./suggest.ts";
import { differentiableToys } from "./toys/tasks.ts";

export type EnvName =
  /** A server that listens somewhere. */
  | { readonly kind: "endpoint"; readonly name: string }
  /** The simulators in TypeScript: the AIBO, and toys that know their derivatives. */
  | { readonly kind: "aibo" | "differentiable"; readonly name: string }
  /** Whatever envs/gaitway_envs makes. */
  | { readonly kind: "python"; readonly name: string };

/** No environment can be had by that name, or not with those options. Nothing was started. */
export class UnknownEnvironment extends Error {
  override readonly name = "UnknownEnvironment";
}

export const aiboNames: readonly string[] = ["aibo", "aibo:walk"];
const pythonSchemes = ["gym", "mujoco", "python", "toy"];
/** The names of simulators that can be started here. */
export const simulatorForms = [...aiboNames, "gym:ID", "mujoco:FILE", "python:MODULE:CLASS", "toy:NAME"];
const forms = [...simulatorForms, "tcp://HOST:PORT", "ipc://PATH"];
const highestPort = 65_535;

/** Throws UnknownEnvironment with the nearest legal name and all forms. */
export function parseEnvName(name: string): EnvName {
  if (name.startsWith("tcp://")) return { kind: "endpoint", name: checkTcp(name) };
  if (/^(ipc|inproc):\/\/./.test(name)) return { kind: "endpoint", name };
  if (aiboNames.includes(name)) return { kind: "aibo", name };
  if (differentiableToys.includes(name)) return { kind: "differentiable", name };
  const { scheme, rest } = split(name);
  if (pythonSchemes.includes(scheme) && rest !== "") return { kind: "python", name };
  throw new UnknownEnvironment(`environment "${name}" is not known. ${choices(name, scheme, rest)}`);
}

function checkTcp(name: string): string {
  const [, host, port] = /^tcp:\/\/(.+):(\d+)$/.exec(name) ?? [];
  if (host !== undefined && Number(port) >= 1 && Number(port) <= highestPort) return name;
  throw new UnknownEnvironment(
    `address "${name}" is not one: expected tcp://HOST:PORT with a port from 1 to ${highestPort}.`,
  );
}

function choices(name: string, scheme: string, rest: string): string {
  const all = `Legal: ${forms.join(", ")}.`;
  if (rest === "" || aiboNames.includes(scheme)) return legalChoices(name, forms);
  if (/^\d+$/.test(rest)) return `Did you mean "tcp://${name}"? ${all}`;
  const meant = nearest(scheme, pythonSchemes);
  return meant === undefined ? all : `Did you mean "${meant}:${rest}"? ${all}`;
}

function split(name: string): { scheme: string; rest: string } {
  const colon = name.indexOf(":");
  return colon < 0
    ? { scheme: name, rest: "" }
    : { scheme: name.slice(0, colon), rest: name.slice(colon + 1) };
}
