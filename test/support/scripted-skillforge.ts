import { judgeByCriterion } from "./fake-provider/behaviours.js";
import type { AnswerFunction } from "./fake-provider/provider-answer.js";
import type { ProviderRequest } from "./fake-provider/provider-request.js";

/**
 * A provider for the examples: writes analyses whose quality it decides, writes evaluation steps, and judges. A
 * writer's analysis says its quality (1 to 5), and the judge gives it, less its severity, as every criterion's score.
 */
export function scriptedSkillforge(
  qualityOf: (request: ProviderRequest) => number,
  severityOf: (request: ProviderRequest) => number = () => 0,
): AnswerFunction {
  const quality = (request: ProviderRequest): number =>
    Number(/quality (\d)/.exec(request.promptText)?.[1]) - severityOf(request);
  const judge = judgeByCriterion({
    scores: { depth: quality, accuracy: quality, coherence: quality, overall: quality },
    criterionOf: ({ promptText }) => /# Criterion: (\w+)/.exec(promptText)?.[1]?.toLowerCase() ?? null,
  });
  return (request) => {
    if (!/# Criterion: /.test(request.promptText)) return analysis(request, qualityOf(request));
    const isSteps = request.promptText.includes("# Task\nWrite three to six evaluation steps");
    return isSteps
      ? { json: { steps: ["Read the article.", "Compare the output with it."] } }
      : judge(request);
  };
}

function analysis(request: ProviderRequest, quality: number) {
  const title = /^# (.+)$/m.exec(request.userText)?.[1] ?? "?";
  const caveat = `It is of quality ${quality}.`;
  // The structured prompt is the one that leaves the form to the schema.
  if (!/Answer in this form|Write "Summary: "/.test(request.promptText))
    return { json: { summary: `On "${title}".`, keyPoints: ["one", "two", "three"], caveat } };
  return { text: `Summary: On "${title}". Key points: one; two; three. Caveat: ${caveat}` };
}

/** 0 or 1 by the article's length, so that the differences between two variants are not all alike. */
export function articleParity(request: ProviderRequest): number {
  return (/<article>(.+)<\/article>/s.exec(request.userText)?.[1]?.length ?? 0) % 2;
}
