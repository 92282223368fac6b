import { expect, test } from "@jest/globals";
import { ANALYSIS_SCHEMA } from "../../../examples/skillforge/analysis.js";
import { sampleJson } from "../../../src/estimate/sample-json.js";
import { compileOnce } from "../../../src/pipelines/compile-once.js";

test.each([
  [
    "as many entries as a list has to have",
    { type: "array", items: { type: "boolean" }, minItems: 3 },
    [true, true, true],
  ],
  ["one entry where nothing is said", { type: "array", items: { type: "boolean" } }, [true]],
  ["the choice in the middle", { enum: [1, 2, 3, 4, 5] }, 3],
])("samples %s", (_case, schema, sample) => {
  expect(sampleJson(schema)).toEqual(sample);
});

test("samples an analysis that fits SkillForge's schema", () => {
  expect(compileOnce(ANALYSIS_SCHEMA)(sampleJson(ANALYSIS_SCHEMA))).toEqual([]);
});
