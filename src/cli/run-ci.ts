import { appendFile } from "node:fs/promises";
import { changedDefinitions } from "../changed-definitions.js";
import type { AssayClient } from "../client.js";
import type { Project } from "../compose.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type {
  CheckedDefinition,
  CheckOutcome,
  CheckReport,
} from "../domain/regression/checked-definition.js";
import type { PlannedStart } from "../operations/plan-start.js";
import { createBudget } from "../operations/regressions/budget-left.js";
import type { PlannedCheck } from "../operations/regressions/check-definition.js";
import { checkDefinitions } from "../operations/regressions/check-definitions.js";
import { chooseDefinitions, type PlannedChecks, planChecks } from "../operations/regressions/plan-checks.js";
import { sumUpChecks } from "../operations/regressions/sum-up-checks.js";
import { renderCheck } from "../report/ci/render-check.js";
import { renderCheckMarkdown } from "../report/ci/render-check-markdown.js";
import { processSecrets } from "../secrets/process-secrets.js";
import type { CiOptions } from "./ci-options.js";
import type { CommandContext } from "./command-context.js";
import { GATE_FAILED, GATE_INCONCLUSIVE, STOPPED_BY_BUDGET } from "./exit-codes.js";
import { INTERRUPTED, untilInterrupted } from "./interruption.js";
import { showProgress } from "./output/show-progress.js";
import { requireWritable, writeText } from "./output/write-output.js";
import { provideWorker } from "./provide-worker.js";
import { withClient } from "./with-client.js";

const EXIT_CODES: Readonly<Record<CheckOutcome, number>> = {
  failed: GATE_FAILED,
  error: 2,
  budget: STOPPED_BY_BUDGET,
  inconclusive: GATE_INCONCLUSIVE,
  passed: 0,
};

/** Plans all checks, runs them one after the other, writes what came of them, and returns the exit code. */
export async function runCi(
  context: CommandContext,
  names: readonly string[],
  options: CiOptions,
): Promise<number> {
  return await withClient(context, {
    check: async (project) => {
      for (const file of [options.junit, options.markdown, options.json])
        if (typeof file === "string") await requireWritable(file);
      return await planAll(project, context, { names, options });
    },
    tellAtOnce: ({ checks, lacking, unchanged }) =>
      checks.length === 0 ? report(context, options, { definitions: lacking, unchanged }) : null,
    work: (client, plan) => runPlan(client, plan, { context, options }),
  });
}

interface CiPlan extends PlannedChecks {
  readonly unchanged: readonly string[];
}

async function runPlan(
  client: AssayClient,
  { checks, lacking, unchanged }: CiPlan,
  { context, options }: { readonly context: CommandContext; readonly options: CiOptions },
): Promise<number> {
  const interrupted = untilInterrupted().then(() => null);
  const worker = await provideWorker(client, context);
  try {
    const definitions = await Promise.race([
      checkAll(client, checks, { context, options }),
      client.temporal.watch.lost,
      interrupted,
    ]);
    if (definitions !== null)
      return await report(context, options, { definitions: [...definitions, ...lacking], unchanged });
    context.report("interrupted: results so far are kept in the store, and the next worker continues");
    return INTERRUPTED;
  } finally {
    await worker?.stop();
  }
}

async function planAll(
  project: Project,
  { report, environment }: CommandContext,
  { names, options }: { readonly names: readonly string[]; readonly options: CiOptions },
): Promise<CiPlan> {
  const { changed, variant, budgetUsd, baseline: baselineFiles } = options;
  const chosen = chooseDefinitions({ ...project, report }, names);
  const since = changed === true ? targetBranch(environment.variables) : changed;
  const definitions = since === undefined ? chosen : await changedDefinitions(project.loaded, chosen, since);
  const unchanged = chosen.filter((one) => !definitions.includes(one)).map(({ name }) => name);
  const asked = { baselineFiles, variant, budgetUsd };
  const planned = await planChecks({ ...project, report }, definitions, asked);
  return { ...planned, unchanged };
}

/** The branch that a pull request goes into, as GitHub and GitLab name it; else the remote's own. */
function targetBranch({
  GITHUB_BASE_REF: github = "",
  CI_MERGE_REQUEST_DIFF_BASE_SHA: gitlab = "",
}: NodeJS.ProcessEnv): string {
  if (github !== "") return `origin/${github}`;
  return gitlab === "" ? "origin/HEAD" : gitlab;
}

async function checkAll(
  client: AssayClient,
  checks: readonly PlannedCheck[],
  { context, options }: { readonly context: CommandContext; readonly options: CiOptions },
): Promise<readonly CheckedDefinition[]> {
  const budget = createBudget(options.budgetUsd ?? null);
  const endsAt = options.timeout === undefined ? null : Date.now() + options.timeout * 60_000;
  return await checkDefinitions(
    {
      ...client.project,
      report: context.report,
      budget,
      runToEnd: (planned) => runUntil(client, { planned, endsAt, report: context.report }),
      evaluate: (reference) => client.evaluateExperiment(reference),
    },
    checks,
  );
}

/** What has not ended in time is cancelled; what is done of it is kept. */
async function runUntil(
  client: AssayClient,
  {
    planned,
    endsAt,
    report,
  }: {
    readonly planned: PlannedStart;
    readonly endsAt: number | null;
    readonly report: (line: string) => void;
  },
): Promise<Experiment> {
  const handle = await client.launch(planned);
  report(`started ${handle.workflowId}`);
  const stop = showProgress(handle);
  const cancel = (): void => {
    report(`${handle.workflowId} has not ended in time, and is cancelled`);
    // How it ended is told by its result.
    handle.cancel().catch((error: unknown) => report(String(error)));
  };
  const timer = endsAt === null ? null : setTimeout(cancel, Math.max(0, endsAt - Date.now()));
  try {
    const { experiments } = await handle.result();
    return experiments[0] as Experiment;
  } finally {
    if (timer !== null) clearTimeout(timer);
    await stop();
  }
}

async function report(
  context: CommandContext,
  { junit, markdown, json }: CiOptions,
  { definitions, unchanged }: Pick<CheckReport, "definitions" | "unchanged">,
): Promise<number> {
  const { outcome, costUsd } = sumUpChecks(definitions);
  const exitCode = EXIT_CODES[outcome];
  const result: CheckReport = { schemaVersion: 1, outcome, exitCode, definitions, unchanged, costUsd };
  if (junit !== undefined) {
    const { renderJunit } = await import("../report/ci/render-junit.js");
    await writeText(junit, renderJunit(result));
  }
  const page = `${renderCheckMarkdown(result)}\n`;
  if (markdown !== undefined) await writeText(markdown, page);
  await addToSummary(context, page);
  const hidden = processSecrets.value(result);
  if (typeof json === "string") await writeText(json, `${JSON.stringify(hidden, null, 2)}\n`);
  context.print(result, renderCheck(result));
  return exitCode;
}

/** GitHub shows what a step adds to this file on the page of the run. */
async function addToSummary({ environment }: CommandContext, page: string): Promise<void> {
  const { GITHUB_STEP_SUMMARY: file = "" } = environment.variables;
  if (file !== "") await appendFile(file, processSecrets.value(page));
}
