/**
 * `npm run reference` writes docs/reference from docstrings, the command line's own descriptions and the server's routes,
 * and the JSON Schema of comparisons; with `--check` it writes nothing and fails where these are not what the sources say.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { createJiti } from "jiti";
import { mainDeclaration, openDeclarations } from "./reference/declarations.mjs";
import { PAGES } from "./reference/pages.mjs";
import { renderCommands } from "./reference/render-commands.mjs";
import { renderIndex } from "./reference/render-index.mjs";
import { renderPage } from "./reference/render-page.mjs";
import { renderRoutes } from "./reference/render-routes.mjs";
import { root } from "./setup.mjs";

// The sources themselves, so that nothing has to be built before.
const sources = createJiti(import.meta.url, { fsCache: false });
const { createProgram } = await sources.import("../src/cli/program.ts");
const { ROUTES } = await sources.import("../src/server/routes.ts");

const { ComparisonReport } = await sources.import("../src/domain/comparison/comparison-report.ts");
const { z } = await sources.import("zod");

const schemaFile = join(root, "docs", "comparison-report.schema.json");
const schema = `${JSON.stringify(z.toJSONSchema(ComparisonReport, { unrepresentable: "any", io: "output" }), null, 2)}\n`;
const folder = join(root, "docs", "reference");
const { pages, missing } = render();
for (const line of missing) process.stderr.write(`reference: ${line}\n`);
if (missing.length > 0) process.exit(1);
if (process.argv.includes("--check")) check();
else write();

function render() {
  const declarations = openDeclarations(root);
  const missing = [];
  const contents = PAGES.map((page) => ({ ...page, exports: exportsOf(page, declarations.exported) }));
  const listed = contents.flatMap((page) => page.exports);
  for (const name of declarations.exported.keys())
    if (!listed.includes(name))
      missing.push(`${name} is exported and on no page of scripts/reference/pages.mjs`);
  for (const name of listed)
    if (!declarations.exported.has(name)) missing.push(`${name} is on a page and not exported`);
  if (listed.some((name) => !declarations.exported.has(name))) return { pages: new Map(), missing };
  const pageOf = new Map(
    contents.flatMap(({ file, exports }) => exports.map((name) => [declarations.exported.get(name), file])),
  );
  const pages = new Map(
    contents.map((page) => [page.file, renderPage({ page, declarations, pageOf, missing })]),
  );
  pages.set("commands.md", renderCommands(createProgram("")));
  pages.set("http.md", renderRoutes(ROUTES));
  const others = [
    { file: "commands.md", title: "Commands" },
    { file: "http.md", title: "HTTP" },
  ];
  pages.set("README.md", renderIndex([...contents, ...others]));
  return { pages, missing };
}

/** What a page holds: the exports of its rooms in their order, then those it names. */
function exportsOf({ rooms = [], exports = [] }, exported) {
  const roomOf = (symbol) => {
    const { fileName } = mainDeclaration(symbol).getSourceFile();
    return relative(join(root, "src"), dirname(fileName)).split(sep).join("/");
  };
  const inRooms = rooms.flatMap((room) =>
    [...exported].filter(([, symbol]) => roomOf(symbol) === room).map(([name]) => name),
  );
  return [...inRooms, ...exports];
}

function write() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of pages) writeFileSync(join(folder, file), text);
  writeFileSync(schemaFile, schema);
}

function check() {
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const outdated = [...pages.keys()].filter(
    (file) => !present.includes(file) || readFileSync(join(folder, file), "utf8") !== pages.get(file),
  );
  outdated.push(...present.filter((file) => !pages.has(file)));
  if (readFileSync(schemaFile, "utf8") !== schema) outdated.push("../comparison-report.schema.json");
  if (outdated.length === 0) return;
  process.stderr.write(`reference: not up to date, run npm run reference: ${outdated.join(", ")}\n`);
  process.exitCode = 1;
}
