/** Throws `RangeError` for an option that is given and would be overlooked. An option that is undefined is not given. */
export function requireKnownOptions(name: string, settings: object, legal: readonly string[]): void {
  for (const [option, value] of Object.entries(settings))
    if (value !== undefined && !legal.includes(option))
      throw new RangeError(`${name} has no option "${option}"; it has ${legal.join(", ") || "none"}`);
}
