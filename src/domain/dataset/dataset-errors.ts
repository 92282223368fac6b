import { AssayError } from "../errors.js";
import { nearestNames } from "../nearest-names.js";
import { toldNames, toldNearest } from "../told-names.js";

/** No dataset of that name. */
export class DatasetNotFoundError extends AssayError {
  constructor(name: string, known: readonly string[]) {
    super(
      `Dataset "${name}" not found.${toldNearest(nearestNames(name, known))} Known datasets: ${toldNames(known)}. Create one with: assay dataset create NAME`,
    );
  }
}

/** A dataset of that name exists. */
export class DatasetAlreadyExistsError extends AssayError {
  constructor(name: string) {
    super(
      `Dataset "${name}" already exists. Choose another name, or add items with: assay dataset import ${name} FILE`,
    );
  }
}

/** The dataset has no such version. */
export class DatasetVersionNotFoundError extends AssayError {
  constructor(name: string, version: string, known: readonly string[]) {
    super(
      `Dataset "${name}" has no version "${version}". A version is an instant such as 2026-11-24T09:30:00.000Z, ` +
        `not before the dataset's first. Versions, newest first: ${toldNames(known.slice(0, 5))}`,
    );
  }
}

/** The dataset has no active item at that version. */
export class DatasetEmptyError extends AssayError {
  constructor(name: string, version: string | null) {
    super(
      `Dataset "${name}" has no active items${version === null ? "" : ` as of ${version}`}. ` +
        `Add some with: assay dataset import ${name} FILE`,
    );
  }
}

/** Two items given together have the same id. */
export class DatasetItemDuplicateError extends AssayError {
  constructor(itemId: string) {
    super(`Item id "${itemId}" occurs twice among the items given. Give each its own, or leave the ids out.`);
  }
}

/** Items from code cannot be kept as they are. */
export class DatasetItemsInvalidError extends AssayError {
  constructor(dataset: string, problem: string) {
    super(`The items for dataset "${dataset}" cannot be kept: ${problem}`);
  }
}
