import { TERMINAL_WIDTH } from "../../report/render-table.js";

/** Columns for what is printed: a terminal's own when it is wider than all have, and what all have for anything else. */
export function terminalWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY ? Math.max(TERMINAL_WIDTH, columns) : TERMINAL_WIDTH;
}
