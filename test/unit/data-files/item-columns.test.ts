import { describe, expect, test } from "@jest/globals";
import { assignColumns, readColumnMap } from "../../../src/data-files/item-columns.js";

/** Columns as `column -> field`, with the key after a dot. */
const assigned = (columns: readonly string[], map: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    assignColumns(columns, { mappings: readColumnMap(map), hasStatus: false }).map(
      ({ column, field, key }) => [column, key === null ? field : `${field}.${key}`],
    ),
  );

describe("the expected output is found under its usual names", () => {
  test.each([
    ...[
      "expectedOutput",
      "expected_output",
      "ExpectedOutput",
      "Expected Output",
      "EXPECTED-OUTPUT",
      "expected",
    ],
    ...["answer", "Answer", "reference", "reference_answer", "ideal", "target", "label", "ground_truth"],
    ...["groundTruth", "gold", "correct_answer", "expected_result"],
  ])("%s", (column) => {
    expect(assigned(["input", column, "topic"])).toEqual({
      input: "input",
      [column]: "expectedOutput",
      topic: "metadata.topic",
    });
  });
});

test("the columns of a flattened object are one again", () => {
  expect(
    assigned(["inputs.question", "inputs.context.page", "reference_outputs.answer", "metadata.topic", "a.b"]),
  ).toEqual({
    "inputs.question": "input.question",
    "inputs.context.page": "input.context.page",
    "reference_outputs.answer": "expectedOutput.answer",
    "metadata.topic": "metadata.topic",
    "a.b": "metadata.a.b",
  });
  expect(assigned(["input", "expected_output.city", "expected_output.size"])).toEqual({
    input: "input",
    "expected_output.city": "expectedOutput.city",
    "expected_output.size": "expectedOutput.size",
  });
  expect(assigned(["input.q", "expected.a"], { "expected.a": "metadata" })).toEqual({
    "input.q": "input.q",
    "expected.a": "metadata.expected.a",
  });
});

describe("what may be the expected output is never metadata unless the user says so", () => {
  test("two that could be", () => {
    expect(() => assigned(["input", "expected_output", "answer"])).toThrow(
      'the columns "expected_output" and "answer" could each be the expected output; ' +
        '--map "expected_output=expectedOutput" takes it, --map "answer=metadata" keeps "answer" where pipelines can read it, ' +
        '--map "answer=ignore" leaves it out',
    );
    expect(assigned(["input", "expected_output", "answer"], { answer: "metadata" })).toEqual({
      input: "input",
      expected_output: "expectedOutput",
      answer: "metadata.answer",
    });
  });

  test.each([
    ...["gold_answer_text", "Correct Option", "answerKey_correct", "expected-city", "model.answer", "gt"],
    ...["Expected Output (final)", "human answer", "targetText", "desired_output", "answertext"],
    ...["EXPECTEDRESULTTEXT", "answer2", "Antwort", "re\u0301ponse", "正解", "assert"],
  ])("a header with a word of it: %s", (column) => {
    expect(() => assigned(["input", column])).toThrow(
      `the column "${column}" may be the expected output; --map "${column}=expectedOutput" takes it`,
    );
    expect(assigned(["input", "expected", column])).toMatchObject({ [column]: `metadata.${column}` });
  });

  test.each(["unanswerable", "incorrectness", "labelled", "topic"])("not %s", (column) => {
    expect(assigned(["input", column])).toMatchObject({ [column]: `metadata.${column}` });
  });

  test("another beside the one that was named", () => {
    expect(() => assigned(["input", "key", "answer"], { key: "expectedOutput" })).toThrow(
      'the column "answer" reads like an expected output too; --map "answer=metadata"',
    );
    expect(assigned(["input", "key", "answer"], { key: "expected", answer: "ignore" })).toMatchObject({
      key: "expectedOutput",
      answer: "ignore",
    });
  });

  test.each([
    "output",
    "Outputs",
    "output_text",
    "y_true",
    "A",
    "reference_summary",
    "completion",
    "response",
    "expectedOuput",
    "expcted_output",
    "ground_truht",
  ])("%s, of which only the user knows what it is", (column) => {
    expect(() => assigned(["input", column])).toThrow(
      `the column "${column}" may be the expected output; --map "${column}=expectedOutput" takes it, ` +
        `--map "${column}=metadata" keeps it where pipelines can read it, --map "${column}=ignore" leaves it out`,
    );
    expect(assigned(["input", column], { [column]: "metadata" })).toMatchObject({
      [column]: `metadata.${column}`,
    });
  });

  test("an output beside an expected output is what came out once", () => {
    expect(assigned(["input", "expected", "output"])).toMatchObject({ output: "metadata.output" });
  });
});

describe("input and id", () => {
  test.each([
    [["Question", "answer"], { Question: "input", answer: "expectedOutput" }],
    [["item_id", "User Input"], { item_id: "id", "User Input": "input" }],
    [["input", "prompt", "id"], { input: "input", prompt: "metadata.prompt", id: "id" }],
    [["inputs", "Metadata"], { inputs: "input", Metadata: "metadata" }],
  ])("by their usual names, their own first: %j", (columns, uses) => {
    expect(assigned(columns)).toEqual(uses);
  });

  test("of two that could be the input the user chooses; several make an object", () => {
    expect(() => assigned(["question", "prompt"])).toThrow(
      'the columns "question" and "prompt" could each be the input; say which is with --map "question=input" (several make an object)',
    );
    expect(assigned(["question", "context"], { question: "input", context: "input" })).toEqual({
      question: "input.question",
      context: "input.context",
    });
    expect(assigned(["q", "c"], { q: "input.question", c: "input.context" })).toEqual({
      q: "input.question",
      c: "input.context",
    });
  });
});

describe("a map that cannot be is refused", () => {
  test.each([
    [{ absent: "input" }, '--map names the column "absent"; the columns are input, x'],
    [
      { x: "output" },
      '--map sends the column "x" to "output"; allowed are id, input, expectedOutput, metadata and ignore, and a key within one, such as input.question',
    ],
    [{ x: "id.part" }, '--map sends the column "x" to "id.part"'],
    [{ input: "id", x: "id" }, '--map makes "input" and "x" the id; an item has one'],
    [
      { input: "metadata" },
      'there is no column "input", but input, x; say which it is with --map COLUMN=input',
    ],
  ])("%j", (map, message) => {
    expect(() => assigned(["input", "x"], map as Readonly<Record<string, string>>)).toThrow(message);
  });
});
