import type { Baseline } from "../domain/baseline/baseline.js";
import type { Store } from "../domain/store.js";
import type { BaselineExport, ExportedBaseline } from "../operations/baselines/export-baseline.js";
import type { BaselineRequest } from "../operations/baselines/set-baseline.js";

/** Baselines for scripts, as `client.baselines`. */
export class ClientBaselines {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Makes a completed experiment the baseline of its definition, until another one is set or it is cleared.
   *
   * @throws ExperimentNotFoundError, BaselineUnfitError
   */
  async set(request: BaselineRequest): Promise<Baseline> {
    const { setBaseline } = await import("../operations/baselines/set-baseline.js");
    return await setBaseline(this.#store, request);
  }

  /** Returns the baseline of a definition; null if none is set. */
  async get(definition: string): Promise<Baseline | null> {
    return await this.#store.getBaseline(definition);
  }

  /** Returns all baselines that a definition ever had, newest first, with who set and cleared them, when and why. */
  async history(definition: string): Promise<readonly Baseline[]> {
    return await this.#store.listBaselines(definition);
  }

  /** Removes a definition's baseline; the earlier one does not come back. @throws BaselineNotSetError */
  async clear(request: Omit<BaselineRequest, "experiment">): Promise<Baseline> {
    const { clearBaseline } = await import("../operations/baselines/clear-baseline.js");
    return await clearBaseline(this.#store, request);
  }

  /**
   * Returns the text of a baseline file, to be committed with the code.
   *
   * @throws BaselineNotSetError, BaselineAmbiguousError
   */
  async export(request: BaselineExport = {}): Promise<ExportedBaseline> {
    const { exportBaseline } = await import("../operations/baselines/export-baseline.js");
    return await exportBaseline(this.#store, request);
  }
}
