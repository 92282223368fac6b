import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { printableLine } from "../../formatting/printable-text.js";
import { REPORT_STYLE } from "./report-style.js";

/** Nothing is loaded, sent, framed or run; the one style is known by its hash. */
const POLICY = [
  ...["default-src 'none'", "base-uri 'none'", "form-action 'none'"],
  `style-src 'sha256-${createHash("sha256").update(REPORT_STYLE).digest("base64")}'`,
].join("; ");

/** One HTML file: no script, nothing from elsewhere. The title is its heading as well. */
export async function htmlPage(title: string, content: unknown): Promise<string> {
  const shown = printableLine(title);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${shown}</title>
<style>${raw(REPORT_STYLE)}</style>
</head>
<body>
<main>
<h1>${shown}</h1>
${content}
</main>
</body>
</html>`;
  return String(await page);
}
