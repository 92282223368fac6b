import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../docs/statistics.md", import.meta.url);

/** Prints a table as Markdown, and with `write` puts it between its markers in docs/statistics.md. */
export function writeTable({ name, caption, table, write }) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const markdown = [line(table.head), line(table.head.map(() => "---")), ...table.rows.map(line)].join("\n");
  const text = `${markdown}\n\n${caption}.`;
  process.stdout.write(`${text}\n`);
  if (!write) return;
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const content = readFileSync(file, "utf8");
  const from = content.indexOf(start);
  const to = content.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/statistics.md has no place between ${start} and ${end}`);
  writeFileSync(file, `${content.slice(0, from + start.length)}\n${text}\n${content.slice(to)}`);
}
