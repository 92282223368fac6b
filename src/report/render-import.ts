import type { NewDatasetItem } from "../domain/dataset/dataset.js";
import type { PutOutcome } from "../domain/dataset/dataset-store.js";
import { toConversation } from "../domain/model/conversation.js";

const SHOWN_ITEMS = 5;
const LONGEST_ITEM = 1_000;

/** The result of an import, as the operation returns it. */
export interface RenderedImport extends PutOutcome {
  readonly dataset: string;
  readonly file: string;
  readonly dryRun: boolean;
  readonly columns: readonly {
    readonly column: string;
    readonly field: string;
    readonly key: string | null;
  }[];
  readonly repeated: readonly (readonly string[])[];
  /** The key of the file's object under which the items stand. */
  readonly listKey: string | null;
  /** Keys of metadata that read like an expected output. */
  readonly telling: readonly string[];
  readonly items: readonly NewDatasetItem[];
}

/** An import for a person: what became of how many items, what the columns were taken for, what may surprise. */
export function renderImport(imported: RenderedImport): string {
  const { dataset, version, dryRun } = imported;
  const outcome = `${dataset}: ${countsOf(imported)}`;
  return [
    dryRun ? `dry run, nothing is written; ${outcome}` : `${outcome}, version ${version ?? "none"}`,
    ...(imported.listKey === null ? [] : [`items are those under "${imported.listKey}"`]),
    ...describeColumns(imported),
    ...describeTelling(imported.telling),
    ...describeReplies(imported.items),
    ...imported.repeated.map(describeRepeated),
    ...describeOthers(imported),
    ...(dryRun ? describeItems(imported.items) : []),
  ].join("\n");
}

/** The first items as JSON, so that their types can be seen. */
export function firstItems(items: readonly NewDatasetItem[]): readonly NewDatasetItem[] {
  return items.slice(0, SHOWN_ITEMS).map(({ id, input, expectedOutput = null, metadata = {}, ...rest }) => ({
    ...(id === undefined ? {} : { id }),
    input,
    expectedOutput,
    metadata,
    ...rest,
  }));
}

function countsOf(outcome: PutOutcome): string {
  const counts = (["added", "changed", "reactivated", "archived", "unchanged"] as const).flatMap((what) =>
    outcome[what] === 0 ? [] : [`${outcome[what]} ${what}`],
  );
  return counts.length === 0 ? "no items" : counts.join(", ");
}

/** Nothing where every column stands under the name of its field. */
function describeColumns({ columns }: RenderedImport): readonly string[] {
  const renamed = columns.filter(({ column, field }) => field !== "metadata" && field !== column);
  const expected = columns.some(({ field }) => field === "expectedOutput") ? [] : ["no expected output"];
  const metadata = columns.filter(({ field, key }) => field === "metadata" && key !== null);
  const parts = [
    ...renamed.map(({ column, field, key }) =>
      field === "ignore"
        ? `"${column}" left out`
        : `${field}${key === null ? "" : `.${key}`} from "${column}"`,
    ),
    ...expected,
    ...(metadata.length === 0 ? [] : [`metadata: ${metadata.map(({ column }) => column).join(", ")}`]),
  ];
  return parts.length === 0 ? [] : [`taken: ${parts.join("; ")} (--map COLUMN=FIELD changes it)`];
}

function describeTelling(keys: readonly string[]): readonly string[] {
  if (keys.length === 0) return [];
  const names = keys.map((key) => `"${key}"`).join(", ");
  return [`metadata has ${names}, which reads like an expected output; pipelines can read metadata`];
}

/** A conversation whose end is the answer, as files for fine-tuning have it. */
function describeReplies(items: readonly NewDatasetItem[]): readonly string[] {
  const answered = items.filter(
    ({ input, expectedOutput = null }) =>
      expectedOutput === null && toConversation(input)?.at(-1)?.role === "assistant",
  );
  if (answered.length === 0) return [];
  const ends =
    answered.length === 1 ? "the input of 1 item ends" : `the inputs of ${answered.length} items end`;
  return [
    `${ends} with a message of the assistant: if that is the expected output, move it into "expectedOutput", since pipelines can read the input`,
  ];
}

function describeRepeated(places: readonly string[]): string {
  const lines = places.map((place) => place.replace(/^(line|item) /, ""));
  const kind = (places[0] ?? "").startsWith("item") ? "items" : "lines";
  return `${kind} ${lines.slice(0, -1).join(", ")} and ${lines.at(-1)} have the same input and no id: ${places.length} items, distinguished only by their order`;
}

function describeOthers({ dataset, file, leftAlone }: RenderedImport): readonly string[] {
  if (leftAlone === 0) return [];
  const [items, stay] = leftAlone === 1 ? ["1 active item", "stays"] : [`${leftAlone} active items`, "stay"];
  const are = leftAlone === 1 ? "is" : "are";
  return [
    `${items} of ${dataset} ${are} not in ${file} and ${stay} as before (--replace archives what the file does not have)`,
  ];
}

function describeItems(items: readonly NewDatasetItem[]): readonly string[] {
  const shown = firstItems(items).map((item) => {
    const json = JSON.stringify(item);
    return json.length > LONGEST_ITEM ? `${json.slice(0, LONGEST_ITEM)}…` : json;
  });
  const more = items.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`… and ${more} more`])];
}
