import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import { fingerprint } from "../../domain/ids.js";
import type { Store } from "../../domain/store.js";
import { StoreUnavailableError } from "../../domain/store-errors.js";

/**
 * The report with the number of looks at its data set, this one included.
 *
 * A store that may only be read still compares: then the report says that the look was not counted.
 */
export async function countLook(
  store: Pick<Store, "recordLook">,
  report: ComparisonReport,
  {
    id,
    datasetId,
    now,
    kind,
  }: {
    /** Recorded twice, as by a retry, it counts once. */
    readonly id: string;
    readonly datasetId: string;
    readonly now: Date;
    readonly kind: "comparison" | "gate";
  },
): Promise<ComparisonReport> {
  const { policy, experiments, baselineId, named } = report;
  const { sliceBy: _sliceBy, ...deciding } = policy;
  const compared = experiments.map((experiment) => experiment.id).sort();
  const question = fingerprint([kind, baselineId, compared, deciding]);
  try {
    const looks = await store.recordLook({ id, datasetId, question, lookedAt: now });
    return { ...report, named: { ...named, looks } };
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    const told = "this look at the data set was not counted: the store could not be written";
    return { ...report, warnings: [...report.warnings, told] };
  }
}
