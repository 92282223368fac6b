import { resolve } from "node:path";
import { readBaselineFile } from "../../data-files/read-baseline-file.js";
import { BaselineFileForeignError } from "../../domain/baseline/baseline-errors.js";
import type { BaselineFile } from "../../domain/baseline/baseline-file.js";
import type { BaselineSettings } from "../../domain/baseline/baseline-settings.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { Store } from "../../domain/store.js";

/** The definition whose baseline is wanted, and the folder of its configuration. */
export interface BaselinePlace {
  readonly definition: { readonly name: string; readonly baseline?: BaselineSettings | undefined };
  /** The configuration's folder, which `baseline.file` is relative to. */
  readonly directory: string;
}

/**
 * The baseline of a definition: of the file that its configuration names, else the one that is set in the store; null
 * without either.
 *
 * @throws BaselineFileInvalidError, BaselineFileTooNewError, BaselineFileEditedError, BaselineFileForeignError
 */
export async function findBaseline(
  store: Pick<Store, "getBaseline">,
  { definition: { name, baseline: settings }, directory }: BaselinePlace,
): Promise<BaselineSource | null> {
  if (settings?.file !== undefined) {
    const file = await readBaselineOf(resolve(directory, settings.file), name);
    return { kind: "file", file };
  }
  const baseline = await store.getBaseline(name);
  return baseline === null ? null : { kind: "stored", baseline };
}

/** The baseline in a file, which has to be that of a definition. @throws as `findBaseline` */
export async function readBaselineOf(path: string, definition: string): Promise<BaselineFile> {
  const file = await readBaselineFile(path);
  if (file.header.definition !== definition)
    throw new BaselineFileForeignError(path, { definition: file.header.definition, wanted: definition });
  return file;
}
