import type { Command } from "commander";
import type { NewLabel } from "../../operations/write-label.js";
import { createContext, withStore } from "../command-context.js";

type ScoreOptions = Omit<NewLabel, "run">;

/** `assay score RUN`: what a person says of a run, to hold judges against. */
export function addScoreCommand(program: Command): void {
  program
    .command("score <run>")
    .description("store what a person says about a run, by run id or trace id")
    .requiredOption("--name <name>", "name of the score, such as that of the judge's")
    .requiredOption("--value <value>", "a number, true, false, or a category", scoreValue)
    .option("--comment <text>", "why")
    .option("--annotator <name>", "who says it; a second annotator adds a value")
    .action(async (run: string, options: ScoreOptions, command: Command) => {
      const context = await createContext(command);
      const { writeLabel } = await import("../../operations/write-label.js");
      await withStore(context, async (store) => {
        const score = await writeLabel(store, { run, ...options }, new Date());
        context.print({ score }, `${options.name} = ${String(options.value)} on run ${score.runId}`);
      });
    });
}

function scoreValue(text: string): NewLabel["value"] {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && !Number.isNaN(number) ? number : text;
}
