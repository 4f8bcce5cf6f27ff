/** Where a request is not the recorded one: the first field or element, bit for bit. */
import type { ServiceBody } from "../service.ts";
import type { Tensor } from "../tensor.ts";

export interface Said {
  readonly body: ServiceBody;
  readonly tensors: readonly Tensor[];
}

export interface Difference {
  /** `seeds[1]`, `options.friction`, `tensors[0], element 3`. */
  readonly field: string;
  readonly recorded: string;
  readonly received: string;
}

/** Undefined when they are the same; request ids and deadlines are no part of it. */
export function firstDifference(recorded: Said, received: Said): Difference | undefined {
  return (
    bodyDifference(recorded.body, received.body) ?? tensorsDifference(recorded.tensors, received.tensors)
  );
}

function bodyDifference(recorded: ServiceBody, received: ServiceBody): Difference | undefined {
  if (recorded.kind !== received.kind)
    return { field: "kind", recorded: recorded.kind, received: received.kind };
  return valueDifference("", recorded, received);
}

function valueDifference(field: string, recorded: unknown, received: unknown): Difference | undefined {
  if (!isComposite(recorded) || !isComposite(received)) {
    return Object.is(recorded, received)
      ? undefined
      : { field, recorded: show(recorded), received: show(received) };
  }
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(received)])) {
    const inner = Array.isArray(recorded) ? `${field}[${key}]` : field === "" ? key : `${field}.${key}`;
    const difference = valueDifference(inner, recorded[key], received[key]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function tensorsDifference(recorded: readonly Tensor[], received: readonly Tensor[]): Difference | undefined {
  if (recorded.length !== received.length) {
    return { field: "tensors", recorded: `${recorded.length}`, received: `${received.length}` };
  }
  for (const [i, tensor] of recorded.entries()) {
    const difference = tensorDifference(`tensors[${i}]`, tensor, received[i] as Tensor);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function tensorDifference(field: string, recorded: Tensor, received: Tensor): Difference | undefined {
  const [typeThen, typeNow] = [typeOf(recorded), typeOf(received)];
  if (typeThen !== typeNow) return { field, recorded: typeThen, received: typeNow };
  for (let i = 0; i < recorded.data.length; i++) {
    const [then, now] = [recorded.data[i], received.data[i]];
    if (!Object.is(then, now))
      return { field: `${field}, element ${i}`, recorded: show(then), received: show(now) };
  }
  return undefined;
}

function typeOf({ dtype, shape }: Tensor): string {
  return `${dtype} [${shape.join(", ")}]`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Object.is(value, -0)) return "-0";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
