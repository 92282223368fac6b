import { fingerprint } from "../domain/ids.js";
import type { JsonValue } from "../domain/json/json.js";
import type { ArtifactSource } from "../domain/score/evaluator.js";
import type { Store } from "../domain/store.js";

type ArtifactStore = Pick<Store, "getArtifact" | "putArtifact">;

/** What is being made in this process right now, by store and id: experiments that start together make it once. */
const underWay = new WeakMap<ArtifactStore, Map<string, Promise<JsonValue>>>();

/** Frozen artefacts in the store. If two workers make one at the same time, all use the one that was stored first. */
export function createArtifactSource(store: ArtifactStore): ArtifactSource {
  const making = underWay.get(store) ?? new Map<string, Promise<JsonValue>>();
  underWay.set(store, making);
  return {
    async once({ kind, key }, make) {
      const id = fingerprint([kind, key]);
      const stored = await store.getArtifact(id);
      if (stored !== null) return stored;
      const known = making.get(id);
      // Another one's failure, such as its own cancellation, is no reason to fail here.
      if (known !== undefined) {
        const made = await known.catch(() => null);
        if (made !== null) return made;
      }
      const made = make()
        .then((body) => store.putArtifact(id, { kind, body }))
        .finally(() => making.delete(id));
      making.set(id, made);
      return await made;
    },
  };
}
