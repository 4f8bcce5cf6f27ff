/**
 * A plan as JSON that comes back bit for bit. JSON itself keeps every finite double but −0, and nothing else: those are written
 * as `{"number": "-0"}`.
 */
import type { DeployPlan } from "./plan.ts";

export function planToJson(plan: DeployPlan): string {
  return JSON.stringify(plan, (_, value: unknown) =>
    typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
      ? { number: Object.is(value, -0) ? "-0" : String(value) }
      : value,
  );
}

export function planFromJson(text: string): DeployPlan {
  return JSON.parse(text, (_, value: unknown) =>
    isNumberText(value) ? Number(value.number) : value,
  ) as DeployPlan;
}

function isNumberText(value: unknown): value is { readonly number: string } {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return false;
  const { number } = value as { readonly number?: unknown };
  return typeof number === "string";
}
