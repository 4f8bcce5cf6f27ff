/** What an operator asks of the controller, as bits: a tick may take in several. */
export const requestNames = ["arm", "go", "stop", "reset"] as const;

export type RequestName = (typeof requestNames)[number];

export const requestBits = Object.fromEntries(requestNames.map((name, bit) => [name, 1 << bit])) as Readonly<
  Record<RequestName, number>
>;

export function requestsIn(bits: number): RequestName[] {
  return requestNames.filter((name) => (bits & requestBits[name]) !== 0);
}
