/** What a person may have meant, among what is legal. */

/** The sentence after "… is not known": the nearest legal choice, then all of them. */
export function legalChoices(given: string, legal: readonly string[]): string {
  const meant = nearest(given, legal);
  return `${meant === undefined ? "" : `Did you mean "${meant}"? `}Legal: ${legal.join(", ")}.`;
}

/** The legal choice most like what was given; undefined when none is much like it. */
export function nearest(given: string, legal: readonly string[]): string | undefined {
  const best = legal
    .map((choice) => ({ choice, distance: editDistance(given.toLowerCase(), choice.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(2, given.length / 3) ? best.choice : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
