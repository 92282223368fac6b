/**
 * Spends from a shared budget as fast as it can, as a worker of its own would: `node spend-in-process.mjs FILE NAME COUNT`.
 * Prints how many calls were admitted.
 */
import { openedObservation } from "../../dist/domain/trace/opened-observation.js";
import { openSqliteStore } from "../../dist/store/sqlite.js";

const [file, name, count] = process.argv.slice(2);
const store = await openSqliteStore({ file });
const at = new Date("2026-01-02T03:04:05.678Z");
let admitted = 0;
for (let n = 0; n < Number(count); n += 1) {
  const id = `${name}${n.toString(16).padStart(15, "0")}`;
  const estimate = { costUsd: 1, tokens: 1 };
  const budget = { usd: 150, tokens: null };
  if ((await store.reserveCall({ id, scope: "shared", estimate, budget, at })) !== "admitted") continue;
  admitted += 1;
  const opened = openedObservation({
    id,
    traceId: "0123456789abcdef0123456789abcdef",
    parentObservationId: null,
    type: "GENERATION",
    name: "call",
    startedAt: at.toISOString(),
  });
  const observation = { ...opened, model: "m", costUsd: 1 };
  await store.recordCall({ observation, scopes: ["shared"], cacheKey: null });
}
await store.close();
process.stdout.write(String(admitted));
