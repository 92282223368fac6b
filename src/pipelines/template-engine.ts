import { AssignTag, type Context, Liquid } from "liquidjs";
import { boundTemplates, TEMPLATE_LIMITS } from "./template-limits.js";

/** Tags that would read other templates, from files or elsewhere. */
const OTHER_TEMPLATES = ["include", "render", "layout", "block"];

/** `{% assign a = missing %}` must fail like `{{ missing }}`; `lenientIf` alone would let it through. */
class StrictAssignTag extends AssignTag {
  override *render(context: Context): Generator<unknown, void, unknown> {
    const [value] = this.arguments();
    const [name] = this.localScope();
    if (name === undefined || typeof value !== "object" || !("value" in value)) return;
    context.bottom()[name.content] = yield value.value(context, false);
  }
}

/**
 * Liquid as prompts want it: a missing variable or filter is an error, except where the template asks whether it
 * is there (`{% if %}`, `default`); nothing is escaped as HTML; lists and objects appear as JSON and never as
 * `[object Object]`; no other template and no file is read;
 * what an item's content makes a template do is bounded.
 */
export function createTemplateEngine(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    outputEscape: (value: unknown) =>
      typeof value === "object" && value !== null ? JSON.stringify(value) : (value as string),
    templates: {},
    parseLimit: TEMPLATE_LIMITS.templateCharacters,
  });
  for (const tag of OTHER_TEMPLATES) delete engine.tags[tag];
  engine.registerTag("assign", StrictAssignTag);
  boundTemplates(engine);
  return engine;
}
