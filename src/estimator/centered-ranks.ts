/**
 * Ranks of a list, centered: from −½ for the least to ½ for the greatest in equal steps, whatever the values. Equal values share the mean of
 * their ranks, so a list of equals is a list of zeros. Wierstra et al. (2014), Natural Evolution Strategies, §3.1, with the linear utilities of Salimans
 * et al. (2017). Two values or more.
 */
export function centeredRanks(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    const value = values[order[first] as number];
    let next = first + 1;
    while (next < order.length && values[order[next] as number] === value) next += 1;
    // Positions first … next − 1 are equal; their mean position over N − 1, less ½.
    const rank = (first + next - 1) / 2 / (values.length - 1) - 0.5;
    for (const index of order.slice(first, next)) ranks[index] = rank;
    first = next;
  }
  return ranks;
}
