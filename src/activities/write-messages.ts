import { uuid5 } from "../domain/ids.js";
import type { JsonObject } from "../domain/json/json.js";
import type { Notice } from "../domain/notification/notice.js";
import type { Notification } from "../domain/notification/notification.js";
import { describeDrift } from "../domain/regression/describe-drift.js";
import type { RegressionRun } from "../domain/regression/regression-run.js";
import type { Store } from "../domain/store.js";
import type { ActivityPorts } from "./ports.js";
import type { NotifyRequest } from "./regression-interface.js";

const NAMED_ITEMS = 5;

/** How far back the last message to a channel is looked for. */
const LATEST = 100;

/**
 * The messages that a regression run ends with: one per channel when there is something to tell, else none but to those
 * whose last message was given up, since they do not know how things are.
 */
export async function writeMessages(
  ports: Pick<ActivityPorts, "store" | "regressions">,
  { run, notify }: { readonly run: RegressionRun; readonly notify: NotifyRequest | null },
): Promise<readonly Notification[]> {
  if (notify === null) return [];
  const told = isWorthTelling(run, notify.on) ? notify.channels : await findUntold(ports.store, run, notify);
  if (told.length === 0) return [];
  const notice = await buildNotice(ports, run);
  return notify.channels.flatMap((settings, index) => {
    if (!told.includes(settings)) return [];
    return {
      id: uuid5(["notification", run.id, index, JSON.stringify(settings)]),
      regressionRunId: run.id,
      channel: String(settings.type),
      settings,
      notice,
      status: "pending",
      error: null,
      createdAt: notice.at,
      endedAt: null,
    };
  });
}

/** The channels to which the last message of this definition and schedule was given up. */
async function findUntold(
  store: Pick<Store, "findNotifications">,
  { definition, schedule, state }: RegressionRun,
  { on, channels }: NotifyRequest,
): Promise<NotifyRequest["channels"]> {
  if (on === "failure" || state === "cancelled") return [];
  const latest = await store.findNotifications({ of: { definition, schedule }, limit: LATEST });
  const last = (settings: JsonObject) =>
    latest.find((message) => JSON.stringify(message.settings) === JSON.stringify(settings));
  return channels.filter((settings) => last(settings)?.status === "failed");
}

/** The first run is compared with a pass, so a first pass is not reported as a change. */
function isWorthTelling({ state, previousState, drifts }: RegressionRun, on: NotifyRequest["on"]): boolean {
  if (on === "always") return true;
  if (state === "cancelled") return false;
  if (drifts.length > 0) return true;
  return on === "failure" ? state !== "passed" : state !== (previousState ?? "passed");
}

async function buildNotice(
  { store, regressions }: Pick<ActivityPorts, "store" | "regressions">,
  run: RegressionRun,
): Promise<Notice> {
  const { definition, schedule, state, previousState, verdict, error, experiment, workflowId } = run;
  const candidate = run.experimentId === null ? null : await store.getExperiment(run.experimentId);
  const changed = previousState === null || previousState === state ? "" : ` (was ${spell(previousState)})`;
  const drifted = run.drifts.length === 0 ? "" : ", drift found";
  const shows = experiment === null ? [] : [`assay show ${experiment}`];
  return {
    schemaVersion: 1,
    definition,
    schedule,
    state: state ?? "error",
    previousState,
    title: `${definition}: ${spell(state ?? "error")}${changed}${drifted}`,
    reason: error ?? verdict?.reason ?? "",
    checks: (verdict?.gate?.checks ?? []).filter(({ outcome }) => outcome !== "pass"),
    level: verdict?.gate == null ? null : 1 - 2 * verdict.gate.alpha,
    items: (verdict?.worstItems ?? [])
      .slice(0, NAMED_ITEMS)
      .map(({ itemId, metric, before, after }) => ({ itemId, metric, before, after })),
    drifts: run.drifts.map(describeDrift),
    costUsd: verdict?.costUsd ?? candidate?.summary?.totalCostUsd ?? null,
    experiment,
    baseline: verdict?.baseline?.experiment ?? null,
    gitCommit: candidate?.codeVersion.gitCommit ?? null,
    lookAt: {
      commands: [...shows, `assay history ${definition}`],
      url: regressions.workflowUrl(workflowId),
    },
    at: run.endedAt ?? run.createdAt,
  };
}

function spell(state: string): string {
  return state.replaceAll("_", " ");
}
