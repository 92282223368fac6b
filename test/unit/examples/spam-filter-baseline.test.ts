import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import spamFilter from "../../../examples/spam-filter/assay.config.js";

// The repository's configuration includes this one, and a path is resolved against the folder of what is loaded.
test("the baseline of the spam filter is found from any folder", () => {
  const [definition] = spamFilter.experiments ?? [];
  const file = resolve("/nowhere", definition?.baseline?.file ?? "absent");
  expect({ file, exists: existsSync(file) }).toEqual({ file, exists: true });
});
