import { expect, test } from "@jest/globals";
import { renderAnalysis } from "../../../examples/skillforge/analysis.js";
import { textAnalysis } from "../../../examples/skillforge/text-analysis.js";
import { pipeline } from "../../../src/pipelines/function-pipeline.js";

const analysis = {
  summary: "A ferry.",
  keyPoints: ["120 people;", "14 cars.", "quiet"],
  caveat: "One route. ",
};

test("a structured analysis reads like a golden one", () => {
  expect(renderAnalysis(analysis)).toBe(
    "Summary: A ferry. Key points: 120 people; 14 cars; quiet. Caveat: One route.",
  );
});

test.each([
  ["text as it is", "Summary: as is", "Summary: as is"],
  ["an object as text", analysis, renderAnalysis(analysis)],
])("passes on %s", async (_case, output, text) => {
  const wrapped = textAnalysis(pipeline({ run: () => output }));
  expect(await wrapped.run({} as never)).toBe(text);
});
