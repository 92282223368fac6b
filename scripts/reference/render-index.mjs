/** The first page of the reference: what stands on the others. */
import { NOTICE } from "./render-page.mjs";

export function renderIndex(pages) {
  const lines = pages.map(({ file, title, exports = [] }) => {
    const names = exports.filter((name) => /^[a-z]/.test(name)).map((name) => `\`${name}\``);
    return `- [${title}](${file})${names.length === 0 ? "" : `: ${names.join(", ")}`}`;
  });
  return [
    "# Reference",
    NOTICE,
    "Everything that can be written, called and asked for, by subject.",
    lines.join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}
