/** `gaitway.v1.Tick` → a row of a tick, bit for bit. */
import protobuf from "protobufjs/minimal.js";
import { headFields, type RecordLayout, rowNames } from "../../deploy/tick-record.ts";
import { headFieldNumber, rowFieldNumber } from "./schemas/gaitway.ts";

export function readTick(data: Uint8Array, layout: RecordLayout): Float64Array {
  const row = new Float64Array(layout.size);
  const places = placesOf(layout);
  const reader = protobuf.Reader.create(data);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const place = places.get(tag >>> 3);
    if (place === undefined) reader.skipType(tag & 7);
    else {
      const end = place.packed ? reader.uint32() + reader.pos : reader.pos + 8;
      for (let at = place.at; reader.pos < end && at < layout.size; at += 1) row[at] = reader.double();
    }
  }
  return row;
}

interface Place {
  readonly at: number;
  readonly packed: boolean;
}

const known = new WeakMap<RecordLayout, ReadonlyMap<number, Place>>();

/** Where in the row the numbers of a field go. */
function placesOf(layout: RecordLayout): ReadonlyMap<number, Place> {
  const made = known.get(layout) ?? makePlaces(layout);
  known.set(layout, made);
  return made;
}

function makePlaces({ head, rows }: RecordLayout): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  for (const name of headFields) places.set(headFieldNumber(name), { at: head[name], packed: false });
  for (const name of rowNames) places.set(rowFieldNumber(name), { at: rows[name].at, packed: true });
  return places;
}
