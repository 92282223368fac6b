/** A share as people read it: at most so many decimals, none that are zero. 0.98333 gives `98.33 %`. */
export function percent(share: number, decimals = 2): string {
  return `${Number((share * 100).toFixed(decimals))} %`;
}
