import type { Fault } from "./fault.ts";

/** The message never arrives. */
export const drop: Fault = () => [];
