import { writeFileSync } from "node:fs";
import { test } from "@jest/globals";
import { renderComparisonHtml } from "../../../src/report/html/render-html.js";
import { renderComparisonMarkdown } from "../../../src/report/render-comparison-markdown.js";
import { renderComparisonText } from "../../../src/report/render-comparison-text.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { compareArms, numbered, storeItems } from "../../support/stored-arms.js";

test("scratch", async () => {
  const store = await openSqliteStore({ file: ":memory:" });
  const level = Array.from({ length: 60 }, (_, index) => 0.5 + (index % 9) / 50);
  const moved = (by: number, s = 1) => level.map((value, index) => value + by + (s * ((index % 7) - 3)) / 100);
  const change = await storeItems(store, Object.fromEntries(level.map((_, i) => [`i${String(i).padStart(3, "0")}`, { lang: ["de", "en", "עברית<b>"][i % 3] as string }])));
  const arms = {
    base: { items: numbered(level), change, latencyMs: () => 812.5 },
    "a longer name <script>alert(1)</script>": { items: numbered(moved(0.05)), change, latencyMs: (id: string) => 900 + Number(id.slice(1)) },
    same: { items: numbered(moved(0.001, 3)), change, latencyMs: (id: string) => 812.5 + ((Number(id.slice(1)) % 5) - 2) },
    "worse": { items: numbered(moved(-0.1)), change, latencyMs: (id: string) => 700 + Number(id.slice(1)) },
  };
  const report = await compareArms(store, arms, { primaryMetric: "quality", sliceBy: ["lang"], margins: { quality: 0.03 } });
  const out = process.env.OUT as string;
  writeFileSync(`${out}/r.html`, await renderComparisonHtml(report));
  writeFileSync(`${out}/r.md`, renderComparisonMarkdown(report));
  writeFileSync(`${out}/r.txt`, renderComparisonText(report, { details: true }));
  await store.close();
});
