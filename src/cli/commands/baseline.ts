import { userInfo } from "node:os";
import type { Command } from "commander";
import { counted } from "../../formatting/counted.js";
import { createContext, withReadableStore, withStore } from "../command-context.js";

interface Reasoned {
  readonly reason: string;
  readonly by?: string;
}

const REASON = ["--reason <text>", "the reason, which is kept"] as const;
const BY = ["--by <name>", "who decides it (default: the user of this machine)"] as const;

/** `assay baseline`: what experiments of a definition are compared with. */
export function addBaselineCommands(program: Command): void {
  const baseline = program
    .command("baseline")
    .description("set, show and export the baselines that gates and regression runs compare with");
  addSet(baseline);
  addShow(baseline);
  addHistory(baseline);
  addClear(baseline);
  addExport(baseline);
}

function addSet(baseline: Command): void {
  baseline
    .command("set <definition> <experiment>")
    .description("set a completed experiment as the baseline of its definition")
    .requiredOption(...REASON)
    .option(...BY)
    .action(async (definition: string, experiment: string, options: Reasoned, command: Command) => {
      const context = await createContext(command);
      const { setBaseline } = await import("../../operations/baselines/set-baseline.js");
      const { renderBaseline } = await import("../../report/render-baseline.js");
      await withStore(context, async (store) => {
        const { reason, by = userInfo().username } = options;
        const set = await setBaseline(store, { definition, experiment, reason, by });
        context.print({ baseline: set }, renderBaseline(set));
      });
    });
}

function addShow(baseline: Command): void {
  baseline
    .command("show [definition]")
    .description("show the baseline of a definition, or of all definitions that have one")
    .action(async (reference: string | undefined, _options: unknown, command: Command) => {
      const context = await createContext(command);
      const { findDefinition } = await import("../../operations/find-definition.js");
      const { requireBaseline } = await import("../../operations/baselines/require-baseline.js");
      const { renderBaseline } = await import("../../report/render-baseline.js");
      await withReadableStore(context, async (store) => {
        const baselines =
          reference === undefined
            ? await store.listCurrentBaselines()
            : [await requireBaseline(store, await findDefinition(store, reference))];
        const text =
          baselines.length === 0
            ? 'no baselines yet; set one with: assay baseline set DEFINITION EXPERIMENT --reason "…"'
            : baselines.map(renderBaseline).join("\n\n");
        context.print({ baselines }, text);
      });
    });
}

function addHistory(baseline: Command): void {
  baseline
    .command("history <definition>")
    .description("show all baselines that a definition had, newest first, with who set them, when and why")
    .action(async (reference: string, _options: unknown, command: Command) => {
      const context = await createContext(command);
      const { findDefinition } = await import("../../operations/find-definition.js");
      const { renderBaselineHistory } = await import("../../report/render-baseline.js");
      await withReadableStore(context, async (store) => {
        const definition = await findDefinition(store, reference);
        const baselines = await store.listBaselines(definition);
        context.print({ baselines }, renderBaselineHistory(definition, baselines));
      });
    });
}

function addClear(baseline: Command): void {
  baseline
    .command("clear <definition>")
    .description("remove the baseline of a definition; the earlier one does not come back")
    .requiredOption(...REASON)
    .option(...BY)
    .action(async (definition: string, options: Reasoned, command: Command) => {
      const context = await createContext(command);
      const { clearBaseline } = await import("../../operations/baselines/clear-baseline.js");
      const { renderBaseline } = await import("../../report/render-baseline.js");
      await withStore(context, async (store) => {
        const { reason, by = userInfo().username } = options;
        const cleared = await clearBaseline(store, { definition, reason, by });
        context.print({ baseline: cleared }, renderBaseline(cleared));
      });
    });
}

function addExport(baseline: Command): void {
  baseline
    .command("export <file> [definition]")
    .description(
      "write a baseline as a small file to commit with the code; gates can read it instead of the store",
    )
    .option("--experiment <experiment>", "write this experiment, whether it is set as a baseline or not")
    .action(
      async (
        file: string,
        definition: string | undefined,
        { experiment }: { readonly experiment?: string },
        command: Command,
      ) => {
        const context = await createContext(command);
        const { exportBaseline } = await import("../../operations/baselines/export-baseline.js");
        const { writeText } = await import("../output/write-output.js");
        await withReadableStore(context, async (store) => {
          const { text, ...exported } = await exportBaseline(store, { definition, experiment });
          await writeText(file, text);
          context.print(
            { file, ...exported },
            `${file}: ${exported.experiment}, ${counted(exported.items, "item")}`,
          );
        });
      },
    );
}
