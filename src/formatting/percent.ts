const MOST_DECIMALS = 12;

/**
 * A share as people read it: at most this many decimals, none that are zero. 0.98333 gives `98.33 %`.
 *
 * Only none is `0 %` and only all is `100 %`: a share that would round to either gets the decimals it needs.
 */
export function percent(share: number, decimals = 2): string {
  const rounded = Number((share * 100).toFixed(decimals));
  const isRoundedAway = (rounded === 0 && share !== 0) || (rounded === 100 && share !== 1);
  return isRoundedAway && decimals < MOST_DECIMALS ? percent(share, decimals + 1) : `${rounded} %`;
}
