import type { ArtifactSource } from "../domain/evaluator.js";
import { fingerprint } from "../domain/ids.js";
import type { Store } from "../domain/store.js";

/** Frozen artefacts in the store; of two made at once, the first stored is everybody's. */
export function createArtifactSource(store: Pick<Store, "getArtifact" | "putArtifact">): ArtifactSource {
  return {
    async once({ kind, key }, make) {
      const id = fingerprint([kind, key]);
      const stored = await store.getArtifact(id);
      return stored ?? (await store.putArtifact(id, { kind, body: await make() }));
    },
  };
}
