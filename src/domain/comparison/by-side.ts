/** The same thing of both sides of a comparison. */
export interface BySide<Value> {
  readonly baseline: Value;
  readonly candidate: Value;
}
