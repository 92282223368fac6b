/** A linear scale with round ticks. */
export interface Axis {
  readonly lowest: number;
  readonly highest: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** The share of the axis at which a value lies, 0 at the lowest and 1 at the highest. */
  share(value: number): number;
}

/** Steps between ticks that people can count in, as multiples of a power of ten. */
const ROUND_STEPS = [1, 2, 5, 10] as const;

/** A span below this has no steps that a number can hold; no figure comes near. */
const SMALLEST_SPAN = 1e-290;

/**
 * The axis that holds all values and zero, from tick to tick, with about this many steps. Values that are all zero get an
 * axis from −1 to 1, so that zero has a place on it.
 */
export function createAxis(values: readonly number[], steps = 6): Axis {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  return spanAxis(most - least < SMALLEST_SPAN ? [-1, 1] : [least, most], { steps, sign: "+" });
}

/** The axis that holds all values, of which zero need not be one; equal values stand in its middle. */
export function createValueAxis(values: readonly number[], steps = 5): Axis {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = Math.max(Math.abs(least) * 0.05, 1e-6);
  const isFlat = most - least < SMALLEST_SPAN || most - least < Math.abs(most) * 1e-9;
  return spanAxis(isFlat ? [least - room, most + room] : [least, most], { steps, sign: "" });
}

function spanAxis(
  [from, to]: readonly [number, number],
  { steps, sign }: { readonly steps: number; readonly sign: "+" | "" },
): Axis {
  const rough = (to - from) / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (ROUND_STEPS.find((round) => round * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => {
    const value = Number(((first + index) * step).toPrecision(12));
    return { value, label: tickLabel(value, step, sign) };
  });
  const [lowest, highest] = [first * step, last * step];
  return { lowest, highest, ticks, share: (value) => (value - lowest) / (highest - lowest) };
}

/** As many decimals as the step needs; differences have a plus sign, too. */
function tickLabel(value: number, step: number, plus: "+" | ""): string {
  if (value === 0) return "0";
  const sign = value < 0 ? "−" : plus;
  const size = Math.abs(value);
  if (step < 1e-6 || size >= 1e9) return `${sign}${Number(size.toPrecision(6)).toExponential()}`;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return `${sign}${size.toFixed(decimals)}`;
}
