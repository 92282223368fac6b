import type { Context } from "hono";
import type { Store } from "../domain/store.js";
import { printableText } from "../formatting/printable-text.js";
import type { Health } from "../operations/describe-health.js";
import { renderExperimentText } from "../report/render-experiment.js";
import { renderStoredComparison } from "../report/render-stored-comparison.js";

/** What routes answer from. */
export interface RouteContext {
  readonly store: Store;
  readonly readHealth: () => Promise<Health>;
}

/** One thing that can be asked of the server with GET. */
export interface Route {
  readonly path: string;
  /** For the reference: what it answers, in Markdown. */
  readonly does: string;
  readonly answer: (request: Context, context: RouteContext) => Promise<Response>;
}

/** Who looks after the server is told in words from a fixed list: particulars are for those who may read the store. */
function toPublicHealth({ status, store, temporal, worker }: Health) {
  return { status, store: store.status, temporal: temporal.status, worker: worker.status };
}

const referenceIn = (request: Context): string => request.req.param("reference") ?? "";

/** Everything that the server answers. */
export const ROUTES: readonly Route[] = [
  {
    path: "/",
    does: "The latest comparisons and experiments with their paths, as plain text.",
    answer: async (request, { store }) => {
      const comparisons = await store.listComparisons({ limit: 20 });
      const experiments = await store.listExperiments({ limit: 50 });
      const lines = [
        "Assay",
        "",
        "Comparisons",
        ...comparisons.map(({ name, id, status }) => `  /comparisons/${id}  ${name}  ${status}`),
        "",
        "Experiments",
        ...experiments.map(({ name, id, status }) => `  /experiments/${id}  ${name}  ${status}`),
      ];
      return request.text(printableText(lines.join("\n")));
    },
  },
  {
    path: "/comparisons/:reference",
    does: "A comparison by name or id, as `assay show` prints it; 404 when there is none.",
    answer: async (request, { store }) => {
      const comparison = await store.getComparison(referenceIn(request));
      if (comparison === null) return request.text("no such comparison", 404);
      return request.text(printableText(renderStoredComparison(comparison)));
    },
  },
  {
    path: "/experiments/:reference",
    does: "An experiment by name or id, as `assay show` prints it; 404 when there is none.",
    answer: async (request, { store }) => {
      const experiment = await store.getExperiment(referenceIn(request));
      if (experiment === null) return request.text("no such experiment", 404);
      return request.text(printableText(renderExperimentText(experiment)));
    },
  },
  {
    path: "/health",
    does: "`{ status, store, temporal, worker }`, a word each; 503 where `status` is not `ok`. Needs no token ([what the words mean](../operations.md#health)).",
    answer: async (request, { readHealth }) => {
      const found = toPublicHealth(await readHealth());
      return request.json(found, found.status === "ok" ? 200 : 503);
    },
  },
  {
    path: "/api/comparisons",
    does: "`{ data }`: the latest 100 comparisons, newest first.",
    answer: async (request, { store }) => request.json({ data: await store.listComparisons({ limit: 100 }) }),
  },
  {
    path: "/api/comparisons/:reference",
    does: "A comparison with its report, by name or id; 404 with `{ message }` when there is none.",
    answer: async (request, { store }) => {
      const comparison = await store.getComparison(referenceIn(request));
      if (comparison === null) return request.json({ message: "no such comparison" }, 404);
      return request.json(comparison);
    },
  },
  {
    path: "/api/experiments",
    does: "`{ data }`: the latest 100 experiments, newest first.",
    answer: async (request, { store }) => request.json({ data: await store.listExperiments({ limit: 100 }) }),
  },
  {
    path: "/api/experiments/:reference",
    does: "An experiment with its summary, by name or id; 404 with `{ message }` when there is none.",
    answer: async (request, { store }) => {
      const experiment = await store.getExperiment(referenceIn(request));
      if (experiment === null) return request.json({ message: "no such experiment" }, 404);
      return request.json(experiment);
    },
  },
];
