/**
 * Messages as JSON that any language reads: bytes in hex, elements of tensors as numbers.
 *
 * What JSON numbers cannot hold is text: 64-bit integers, infinities and −0.
 */
import type { Reply, Request } from "../../src/transport/message.ts";
import type { Tensor } from "../../src/transport/tensor.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function messageToJson(message: Request | Reply): Json {
  const { session, tensors, ...rest } = message;
  return toJson({
    session: Buffer.from(session).toString("hex"),
    ...rest,
    tensors: tensors.map(tensorToJson),
  });
}

function tensorToJson({ dtype, shape, data }: Tensor): Json {
  return { dtype, shape, values: Array.from<number | bigint, Json>(data, toJson) };
}

function toJson(value: unknown): Json {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberToJson(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as number[], toJson);
  if (typeof value !== "object" || value === null) return value as Json;
  const said = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(said.map(([key, member]) => [key, toJson(member)]));
}

function numberToJson(value: number): Json {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}
