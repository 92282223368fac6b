/** A count with what is counted: `1 run`, `2 runs`, `0 entries`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
