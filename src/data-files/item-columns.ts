import { distance } from "fastest-levenshtein";
import { FileContentInvalidError } from "./file-content-invalid-error.js";

/** The fields of an item that a column, or a key of a JSON object, can hold. */
export const ITEM_FIELDS = [
  "id",
  "input",
  "expectedOutput",
  "metadata",
  "status",
  "sourceTraceId",
  "sourceObservationId",
  "ignore",
] as const;
export type ItemField = (typeof ITEM_FIELDS)[number];

/** Where a column goes: the whole field, or a key within it. */
export interface ColumnUse {
  readonly column: string;
  readonly field: ItemField;
  /** Null: its value is the field itself. */
  readonly key: string | null;
}

/** What columns mean: column -> `FIELD` or `FIELD.KEY`, such as `input.question`. */
export type ColumnMap = Readonly<Record<string, string>>;

/** Spellings without case, spaces and punctuation, the first ones preferred. */
const SPELLINGS = {
  id: ["id", "itemid", "exampleid"],
  input: ["input", "inputs", "question", "prompt", "query", "userinput"],
  expectedOutput: [
    ...["expectedoutput", "expectedoutputs", "expected", "expectedanswer", "expectedanswers"],
    ...["expectedresponse", "expectedresult", "expectedvalue", "expectedlabel", "answer", "answers"],
    ...["correctanswer", "correctanswers", "bestanswer", "referenceanswer", "referenceoutput"],
    ...["referenceoutputs", "reference", "references", "ideal", "idealanswer", "idealoutput"],
    ...["idealresponse", "target", "targets", "targetoutput", "targetanswer", "label", "labels"],
    ...[
      "gold",
      "golden",
      "goldanswer",
      "goldenanswer",
      "goldlabel",
      "groundtruth",
      "groundtruths",
      "solution",
    ],
  ],
  metadata: ["metadata", "meta"],
} as const;

/** Either what is expected or what came out once, or something else altogether: only the user knows. */
const UNDECIDED = new Set([
  ...["output", "outputs", "outputtext", "completion", "completions", "response", "responses"],
  ...["a", "y", "ytrue", "chosen", "referencesummary", "referencetext", "referencetranslation"],
]);

/** Words of a header that tell an expected output, whatever else stands in it: `gold_answer_text`, `correct option`. */
const EXPECTED_WORDS = new Set([
  ...["expected", "expect", "gold", "golden", "ideal", "truth", "groundtruth", "gt"],
  ...["answer", "answers", "correct", "solution", "target", "label", "desired"],
  // The checks of promptfoo's tests, which hold what is expected.
  ...["assert", "asserts", "assertion", "assertions"],
  // The same in other languages.
  ...["antwort", "antworten", "erwartet", "erwartete", "erwartung", "lösung", "musterlösung"],
  ...["réponse", "réponses", "reponse", "attendu", "attendue", "solución", "respuesta", "respuestas"],
  ...["esperado", "esperada", "resposta", "respostas", "risposta", "risposte", "atteso", "attesa"],
  ...["antwoord", "verwacht", "ответ", "答案", "回答", "正解", "模範解答", "답변", "정답"],
]);

/** The same where words are written together: `answertext`, `EXPECTEDRESULT2`. */
const EXPECTED_WITHIN = /(?<!un)(?:expected|answer)|groundtruth/;

/** Fields under their own name only. */
const VERBATIM = ["sourceTraceId", "sourceObservationId"] as const;

/**
 * Decides what each column is. Known spellings are taken; what is left is metadata. What may be the expected output is
 * never metadata unless the user says so, since pipelines can read metadata.
 *
 * @throws FileContentInvalidError where the user has to decide; the message has the option that does.
 */
export function assignColumns(
  columns: readonly string[],
  options: { readonly mappings: readonly ColumnUse[]; readonly hasStatus: boolean },
): readonly ColumnUse[] {
  const { mappings, hasStatus } = options;
  const given = keyed([...checkMappings(columns, mappings), ...flattened(columns, mappings)]);
  const free = columns.filter((column) => !given.some((use) => use.column === column));
  const verbatim = hasStatus ? [...VERBATIM, "status" as const] : VERBATIM;
  const taken: ColumnUse[] = verbatim
    .filter((field) => free.includes(field))
    .map((field) => ({ column: field, field, key: null }));
  for (const field of ["expectedOutput", "input", "id", "metadata"] as const) {
    const isMapped = given.some((use) => use.field === field && (field !== "metadata" || use.key === null));
    const rest = free.filter((column) => !taken.some((use) => use.column === column));
    const column =
      field === "expectedOutput" ? chooseExpected(rest, isMapped) : chooseBySpelling(rest, field, isMapped);
    if (column !== null) taken.push({ column, field, key: null });
  }
  const uses = columns.map(
    (column): ColumnUse =>
      given.find((use) => use.column === column) ??
      taken.find((use) => use.column === column) ?? { column, field: "metadata", key: column },
  );
  if (!uses.some(({ field }) => field === "input"))
    throw new FileContentInvalidError(
      "",
      `there is no column "input", but ${columns.join(", ")}; say which it is with --map COLUMN=input (several make an object)`,
    );
  return uses;
}

/** The map's columns with their places. @throws FileContentInvalidError for what is no field of an item. */
export function readColumnMap(map: ColumnMap): readonly ColumnUse[] {
  return Object.entries(map).map(([column, target]) => {
    const [, name = "", key = null] = /^([^.]*)(?:\.(.+))?$/.exec(target) ?? [];
    const spelling = spellingOf(name);
    const field =
      ITEM_FIELDS.find((known) => known.toLowerCase() === spelling) ??
      (spelling === "expected" ? "expectedOutput" : undefined);
    const hasKeys = field === "input" || field === "expectedOutput" || field === "metadata";
    if (field !== undefined && (key === null || hasKeys)) return { column, field, key };
    throw new FileContentInvalidError(
      "",
      `--map sends the column "${column}" to "${target}"; allowed are id, input, expectedOutput, metadata and ignore, ` +
        "and a key within one, such as input.question",
    );
  });
}

/** `Question Text` and `question_text` are one spelling. */
export function spellingOf(column: string): string {
  return column.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether something of this name is probably the field, unless the user says otherwise. */
export function isSpelling(name: string, field: keyof typeof SPELLINGS): boolean {
  return (SPELLINGS[field] as readonly string[]).includes(spellingOf(name));
}

function checkMappings(columns: readonly string[], mappings: readonly ColumnUse[]): readonly ColumnUse[] {
  for (const { column } of mappings) {
    if (!columns.includes(column))
      throw new FileContentInvalidError(
        "",
        `--map names the column "${column}"; the columns are ${columns.join(", ")}`,
      );
  }
  const ids = mappings.filter(({ field }) => field === "id");
  if (ids.length > 1)
    throw new FileContentInvalidError("", `--map makes ${quoted(ids)} the id; an item has one`);
  return mappings;
}

/** Columns of a flattened object, such as `input.question` and `metadata.topic`, unless the user says what they are. */
function flattened(columns: readonly string[], mappings: readonly ColumnUse[]): readonly ColumnUse[] {
  return columns.flatMap((column) => {
    const [, name = "", key = ""] = /^([^.]+)\.(.+)$/.exec(column) ?? [];
    const field = (["input", "expectedOutput", "metadata"] as const).find(
      (one) => name !== "" && isSpelling(name, one) && !columns.includes(name),
    );
    const isSaid =
      mappings.some((use) => use.column === column) ||
      mappings.some((use) => use.field === field && field !== "metadata");
    return field === undefined || isSaid ? [] : [{ column, field, key }];
  });
}

/** Metadata, and each of several columns of one field, stand under their own names. */
function keyed(mappings: readonly ColumnUse[]): readonly ColumnUse[] {
  return mappings.map((use) => {
    const isOneOfSeveral =
      use.field === "metadata"
        ? !isSpelling(use.column, "metadata")
        : (use.field === "input" || use.field === "expectedOutput") &&
          mappings.filter(({ field }) => field === use.field).length > 1;
    return isOneOfSeveral && use.key === null ? { ...use, key: use.column } : use;
  });
}

/** An exact name comes before other spellings of it; of several others the user chooses. */
function chooseBySpelling(
  columns: readonly string[],
  field: "id" | "input" | "metadata",
  isMapped: boolean,
): string | null {
  if (isMapped) return null;
  if (columns.includes(field)) return field;
  const candidates = columns.filter((column) => isSpelling(column, field));
  if (candidates.length < 2 || field === "metadata") return candidates[0] ?? null;
  throw new FileContentInvalidError(
    "",
    `the columns ${named(candidates)} could each be the ${field}; say which is with --map "${candidates[0]}=${field}"` +
      (field === "input" ? " (several make an object)" : ""),
  );
}

function chooseExpected(columns: readonly string[], isMapped: boolean): string | null {
  const candidates = columns.filter((column) => isSpelling(column, "expectedOutput"));
  const [first, second] = candidates;
  if (first !== undefined && (isMapped || second !== undefined)) {
    const what = isMapped
      ? `the column ${named(candidates)} reads like an expected output too`
      : `the columns ${named(candidates)} could each be the expected output`;
    throw undecided(what, (isMapped ? first : second) as string, !isMapped ? first : null);
  }
  if (isMapped || first !== undefined) return first ?? null;
  const unclear =
    columns.find((column) => UNDECIDED.has(spellingOf(column)) || isMisspelt(column)) ??
    columns.find(hasExpectedWord);
  if (unclear === undefined) return null;
  throw undecided(`the column "${unclear}" may be the expected output`, unclear, unclear);
}

/** True when one of the header's words is one that tells an expected output. */
export function hasExpectedWord(column: string): boolean {
  return column
    .replace(/([a-z\d])(?=[A-Z])/g, "$1 ")
    .toLowerCase()
    .normalize("NFC")
    .split(/[^\p{L}\d]+/u)
    .some((word) => EXPECTED_WORDS.has(word) || EXPECTED_WITHIN.test(word));
}

function isMisspelt(column: string): boolean {
  const spelling = spellingOf(column);
  if (spelling.length < 7) return false;
  return ["expectedoutput", "expected", "groundtruth"].some((known) => distance(spelling, known) <= 2);
}

function undecided(what: string, column: string, expected: string | null): FileContentInvalidError {
  const taken = expected === null ? "" : `--map "${expected}=expectedOutput" takes it, `;
  return new FileContentInvalidError(
    "",
    `${what}; ${taken}--map "${column}=metadata" keeps ${expected === column ? "it" : `"${column}"`} where pipelines can read it, ` +
      `--map "${column}=ignore" leaves it out`,
  );
}

function named(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(" and ");
}

function quoted(uses: readonly ColumnUse[]): string {
  return named(uses.map(({ column }) => column));
}
