/** Why a gate has no bounds at an alpha of ½ or more. */
export function noOneSidedBound(alpha: number): string {
  return `alpha ${alpha} is not below ½: no one-sided bound has that level`;
}
