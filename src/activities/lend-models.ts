import { spendingScopes } from "../domain/experiment/budget-scope.js";
import { fingerprint, observationId } from "../domain/ids.js";
import type { JsonObject } from "../domain/json/json.js";
import type { EmbeddingAnswer, ModelAnswer, Models } from "../domain/model/models.js";
import type { CallPlace } from "./call-place.js";
import { keepPaid } from "./keep-paid.js";
import { type AskedCall, type CallAnswer, makeCall } from "./make-call.js";
import { cachedObservation, fromObservation, type RecordedCall } from "./model-observation.js";
import type { ActivityPorts } from "./ports.js";

/** The models lent to one call of user code, and what lending them took. */
export interface LentModels {
  readonly models: Models;
  /** Calls asked for, those found in the store included. */
  readonly calls: () => number;
  /** Time spent waiting for slots and limits, in milliseconds; no part of the pipeline's latency. */
  readonly waitedMs: () => number;
}

/** Lends the models: every call is an observation, within limits and budget, and one that has finished is never made again. */
export function lendModels(ports: ActivityPorts, place: CallPlace): LentModels {
  let ordinal = 0;
  let calls = 0;
  let waitedMs = 0;

  const call = async (type: RecordedCall["type"], asked: AskedCall): Promise<CallAnswer> => {
    const { key, sampleIndex = 0, name, ...request } = asked;
    calls += 1;
    const described = JSON.stringify([
      ...[place.step, key ?? `${place.failures}/${ordinal++}`],
      ...[sampleIndex, fingerprint(request)],
    ]);
    const id = observationId(place.traceId, described);
    const stored = await ports.store.getObservation(id);
    if (stored !== null) return fromObservation(stored);
    const description = ports.gateway.describe(request.model);
    const recorded: RecordedCall = {
      id,
      type,
      description,
      traceId: place.traceId,
      parentObservationId: place.parentObservationId(),
      name: name ?? description.id,
      request: request as unknown as JsonObject,
      identity: { key: key ?? null, sampleIndex, step: place.step },
      startedAt: ports.now(),
    };
    const cacheKey = place.experiment.cache
      ? fingerprint(["call-cache-v1", description.id, request, sampleIndex])
      : null;
    const cached = cacheKey === null ? null : await ports.store.getCachedCall(cacheKey);
    if (cached !== null) {
      const observation = cachedObservation(recorded, cached, ports.now());
      await keepPaid(() =>
        ports.store.recordCall({ observation, scopes: spendingScopes(place.experiment), cacheKey: null }),
      );
      return fromObservation(observation);
    }
    const onWaited = (milliseconds: number): void => {
      waitedMs += milliseconds;
    };
    return await makeCall(ports, place, { recorded, described, asked, cacheKey, onWaited });
  };

  return {
    calls: () => calls,
    waitedMs: () => waitedMs,
    models: {
      describe: (model) => ports.gateway.describe(model),
      generate: (asked) => call("GENERATION", asked) as Promise<ModelAnswer>,
      embed: (asked) => call("EMBEDDING", asked) as Promise<EmbeddingAnswer>,
    },
  };
}
