/** Environments in groups that are under way at once: neighbors together, as equal as can be, none empty. */
export function inGroups<T>(all: readonly T[], groups: number): T[][] {
  const count = Math.min(groups, all.length);
  const start = (group: number): number => Math.floor((group * all.length) / count);
  return Array.from({ length: count }, (_, group) => all.slice(start(group), start(group + 1)));
}
