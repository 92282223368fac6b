import type { Baseline } from "../../src/domain/baseline/baseline.js";
import type { NewDatasetItem } from "../../src/domain/dataset/dataset.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { GatePolicy } from "../../src/domain/gate/gate.js";
import type { Store } from "../../src/domain/store.js";
import { baselineOf } from "./store-contract/baseline-contract.js";
import { type Arm, numbered, storeArm } from "./stored-arms.js";

/** Items `i000`, `i001`, … that each say something of their own. */
export function numberedItems(
  count: number,
  change: (index: number) => Partial<NewDatasetItem> = () => ({}),
): NewDatasetItem[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `i${String(index).padStart(3, "0")}`;
    return { id, input: `question ${index}`, expectedOutput: `answer ${index}`, ...change(index) };
  });
}

/** Puts the items into dataset "d", in place of those it has. */
export async function putNumberedItems(
  store: Store,
  items: readonly NewDatasetItem[],
): Promise<Pick<Experiment, "datasetId" | "datasetVersion">> {
  const dataset = (await store.getDataset("d")) ?? (await store.createDataset({ name: "d" }));
  const { version } = await store.putItems(dataset.id, items, { replace: true });
  return { datasetId: dataset.id, datasetVersion: version as string };
}

/** An experiment of definition "spam" with these values of `accuracy`, in the order of its items. */
export async function storeMeasured(
  store: Store,
  name: string,
  given: {
    readonly results: Parameters<typeof numbered>[0];
    readonly at: Pick<Experiment, "datasetId" | "datasetVersion">;
    readonly gate?: GatePolicy;
    readonly arm?: Partial<Arm>;
    readonly change?: Partial<Experiment>;
  },
): Promise<Experiment> {
  const { results, at, gate = { accuracy: { maxDrop: 0.1 } }, arm = {}, change = {} } = given;
  return await storeArm(store, name, {
    items: numbered(results),
    metric: "accuracy",
    ...arm,
    change: { ...at, definition: "spam", variant: "v", gate, ...change },
  });
}

/** A baseline that is this experiment. */
export function baselineFrom({ id, name, definition, variant }: Experiment): Baseline {
  return baselineOf({ experimentId: id, experiment: name, definition, variant });
}
