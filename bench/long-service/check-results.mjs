import { join } from "node:path";
import { openSqliteStore } from "../../dist/store/sqlite.js";
import { KINDS } from "./disturbances.mjs";

/**
 * Holds the store against the service's own log of calls: one result per run, nothing lost, and no call made twice but
 * those in flight when the process that made them was killed, or stood still for longer than its heartbeat may fail.
 *
 * @returns problems as sentences, and the experiments with their times.
 */
export async function checkResults({ home, starts, calls, items, interruptions }) {
  const problems = [];
  const experiments = [];
  const counts = { runs: 0, repeated: 0 };
  const byTrace =
    Map.groupBy === undefined ? groupByTrace(calls) : Map.groupBy(calls, ({ traceId }) => traceId);
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  try {
    for (const { name, code, said } of starts) {
      const experiment = await store.getExperiment(name);
      if (experiment === null) {
        if (code === 0) problems.push(`${name} was started with exit code 0 and is not in the store`);
        else if (said === "") problems.push(`the start of ${name} ended with ${code} and said nothing`);
        continue;
      }
      experiments.push(experiment);
      if (experiment.status !== "completed") {
        if (code === 0 || experiment.error === null)
          problems.push(`${name} (start ended with ${code}) is ${experiment.status}: ${experiment.error}`);
        continue;
      }
      const runs = await store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: items + 1 });
      const scores = await store.listScoresOfRuns(runs.map(({ id }) => id));
      if (runs.length !== items) problems.push(`${name} has ${runs.length} of ${items} runs`);
      for (const run of runs) {
        counts.runs += 1;
        const own = scores.filter(({ runId }) => runId === run.id);
        if (run.status !== "completed" || own.length !== 1 || own[0].value !== 1)
          problems.push(`run ${run.id} of ${name} is ${run.status} with ${own.length} scores, not one of 1`);
        const made = byTrace.get(run.traceId) ?? [];
        byTrace.delete(run.traceId);
        if (made.length === 0)
          problems.push(`run ${run.id} of ${name} has an output that the service never gave`);
        counts.repeated += Math.max(0, made.length - 1);
        problems.push(...findUnexplainedRepeats(run, { made, interruptions, name }));
      }
    }
    const known = new Set(experiments.filter(({ status }) => status !== "completed").map(({ id }) => id));
    if (known.size === 0)
      for (const [traceId] of byTrace)
        problems.push(`the service was called for ${traceId}, which no run has`);
  } finally {
    await store.close();
  }
  return { problems, experiments, counts };
}

function findUnexplainedRepeats(run, { made, interruptions, name }) {
  return made.slice(1).flatMap((call, index) => {
    const before = made[index];
    const isExplained = interruptions.some(
      // In flight: begun before, and its output not yet in the store.
      ({ kind, from, to }) =>
        KINDS[kind].process !== "store" &&
        before.at <= to &&
        call.at >= from &&
        Date.parse(run.outputAt) >= from,
    );
    if (isExplained) return [];
    const times = [before.at, before.answeredAt, call.at].map((at) => (at === null ? "never" : iso(at)));
    return [
      `run ${run.id} of ${name} was called again at ${times[2]}, after a call at ${times[0]} that was answered at ${times[1]}`,
    ];
  });
}

function groupByTrace(calls) {
  const groups = new Map();
  for (const call of calls) groups.set(call.traceId, [...(groups.get(call.traceId) ?? []), call]);
  return groups;
}

function iso(at) {
  return new Date(at).toISOString();
}
