/** Why a state was entered, in words. */
export function reasonName(code: number): string {
  return `reason ${code}`;
}

export function reasonText(_code: number): string {
  return "";
}
