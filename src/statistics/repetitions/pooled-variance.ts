/**
 * Variance within groups, pooled by degrees of freedom.
 *
 * Shapes  groups: any number, each of any size; those of size below two say nothing about it.
 * Units   squared units of the values; divisor Σ (size − 1).
 * Null    when no group has two values.
 */
export function pooledVariance(groups: readonly (readonly number[])[]): number | null {
  let squares = 0;
  let degreesOfFreedom = 0;
  for (const group of groups) {
    if (group.length < 2) continue;
    const centre = group.reduce((sum, value) => sum + value, 0) / group.length;
    for (const value of group) squares += (value - centre) ** 2;
    degreesOfFreedom += group.length - 1;
  }
  return degreesOfFreedom === 0 ? null : squares / degreesOfFreedom;
}
