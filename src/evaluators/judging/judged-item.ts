import type { JsonObject, JsonValue } from "../../domain/json/json.js";
import type { EvaluatorArguments } from "../../domain/score/evaluator.js";
import { valueAtPath } from "../json/value-at-path.js";
import { judgedValues } from "../judged-values.js";
import type { Section } from "./delimited-sections.js";

/** An item as judges see it. Neither variant nor model nor other metadata is among it. */
export interface JudgedItem {
  /** What a judge is shown, with expected output and context where its question uses them. */
  sections(asked: { readonly usesReference: boolean }): readonly Section[];
  /** Which parts were selected; shapes the score. */
  readonly selection: JsonObject;
  /** What the output can be compared with besides the input. */
  readonly grounding: "expected_output" | "context" | "expected_output_and_context" | "ungrounded";
}

/** Selects what is judged; null when the output has nothing at `path`. */
export function judgedItem(
  judged: EvaluatorArguments,
  { path, contextPath }: { readonly path: string | undefined; readonly contextPath: string },
): JudgedItem | null {
  const { output, expected } = judgedValues(judged, path);
  if (output === undefined) return null;
  const context = valueAtPath(judged.metadata, contextPath) ?? undefined;
  const reference = [...section("expected output", expected), ...section("context", context)];
  return {
    sections: ({ usesReference }) => [
      { label: "input", value: judged.input },
      ...(usesReference ? reference : []),
      { label: "output", value: output },
    ],
    selection: { path: path ?? null, contextPath },
    grounding:
      expected === undefined
        ? context === undefined
          ? "ungrounded"
          : "context"
        : context === undefined
          ? "expected_output"
          : "expected_output_and_context",
  };
}

function section(label: string, value: JsonValue | undefined): readonly Section[] {
  return value === undefined ? [] : [{ label, value }];
}
