/**
 * Solves n linear equations in n unknowns.
 *
 * Shapes  equations: n rows of n coefficients and the right-hand side; they are overwritten.
 * Method  Gaussian elimination with partial pivoting.
 * Null    for a singular system, or one whose solution is no finite number.
 */
export function solveLinear(equations: readonly Float64Array[]): number[] | null {
  const size = equations.length;
  const rows = [...equations];
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    const chosen = rows[pivot] as Float64Array;
    rows[pivot] = rows[column] as Float64Array;
    rows[column] = chosen;
    const head = chosen[column] as number;
    if (head === 0 || !Number.isFinite(head)) return null;
    for (let row = column + 1; row < size; row += 1) {
      const target = rows[row] as Float64Array;
      const factor = (target[column] as number) / head;
      if (factor === 0) continue;
      for (let place = column; place <= size; place += 1)
        target[place] = (target[place] as number) - factor * (chosen[place] as number);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    const equation = rows[row] as Float64Array;
    let rest = equation[size] as number;
    for (let column = row + 1; column < size; column += 1)
      rest -= (equation[column] as number) * (solution[column] as number);
    solution[row] = rest / (equation[row] as number);
  }
  return solution.every(Number.isFinite) ? solution : null;
}
