import { Context, type Emitter, type Liquid } from "liquidjs";

/** Above any prompt, below what would hold up or fill a worker: a template may loop over what an item brings. */
export const TEMPLATE_LIMITS = {
  /** Of the template itself, before it is parsed. */
  templateCharacters: 1_000_000,
  /** Passes of loops, tags, outputs and look-ups: a list of 10,000 entries with several fields each. */
  steps: 200_000,
  /** What filters and ranges read and make. */
  filterEntries: 5_000_000,
  /** Written, captures included. */
  outputCharacters: 5_000_000,
  /** What steps cannot tell, such as searches in long texts. */
  milliseconds: 2_000,
} as const;

type LimitName = "steps" | "filterEntries" | "outputCharacters" | "milliseconds";

const count = (limit: keyof typeof TEMPLATE_LIMITS): string => TEMPLATE_LIMITS[limit].toLocaleString("en-US");

const WHAT: Readonly<Record<LimitName, string>> = {
  steps: `takes more than ${count("steps")} steps (passes of loops, tags and look-ups)`,
  filterEntries: `has filters and ranges of more than ${count("filterEntries")} characters and list entries`,
  outputCharacters: `writes more than ${count("outputCharacters")} characters`,
  milliseconds: `takes longer than ${count("milliseconds")} ms`,
};

/** A template did more than it may; says which limit it reached. */
export class TemplateLimitReachedError extends Error {
  constructor(readonly limit: LimitName) {
    super(WHAT[limit]);
  }
}

/** Counts up to a limit; has the shape of the library's own limiters. */
class Limiter {
  #used = 0;
  constructor(private readonly limit: LimitName) {}
  use(amount: number): void {
    if (amount > 0) this.#used += amount;
    if (this.#used > TEMPLATE_LIMITS[this.limit]) throw new TemplateLimitReachedError(this.limit);
  }
}

/** One rendering of one template over one item's variables, within all limits. */
export class BoundedContext extends Context {
  readonly steps = new Limiter("steps");
  readonly output = new Limiter("outputCharacters");

  constructor(engine: Liquid, variables: object) {
    const deadline = performance.now() + TEMPLATE_LIMITS.milliseconds;
    const filterEntries = new Limiter("filterEntries");
    const time = {
      use: () => undefined,
      check: (now: number) => {
        if (now > deadline) throw new TemplateLimitReachedError("milliseconds");
      },
    };
    // The library's class has private fields; it calls no more than these methods.
    const limits = { memoryLimit: filterEntries, renderLimit: time, liquid: engine } as unknown;
    super(variables, engine.options, { sync: true }, limits as ConstructorParameters<typeof Context>[3]);
  }

  /** Filters with an expression, such as `where_exp`, open a scope for each entry. */
  override push(scope: object): number {
    this.steps.use(1);
    return super.push(scope);
  }

  /** `find`, `has` and `group_by` open a context for each entry. */
  override spawn(scope?: object): Context {
    this.steps.use(1);
    return super.spawn(scope);
  }

  override _getFromScope(...look: Parameters<Context["_getFromScope"]>): IterableIterator<unknown> {
    this.steps.use(1);
    return super._getFromScope(...look);
  }
}

/** Makes an engine keep to the limits in every `BoundedContext`. */
export function boundTemplates(engine: Liquid): void {
  const { renderer } = engine;
  const render = renderer.renderTemplates.bind(renderer);
  renderer.renderTemplates = (templates, context, emitter) => {
    if (!(context instanceof BoundedContext)) return render(templates, context, emitter);
    context.steps.use(1 + templates.length);
    return render(templates, context, emitter ?? new BoundedEmitter(context));
  };
  for (const [name, filter] of Object.entries(engine.filters)) {
    const { handler, raw } = typeof filter === "function" ? { handler: filter, raw: false } : filter;
    engine.registerFilter(name, {
      raw: raw === true,
      // What a filter makes may be larger than what it was given, which is all that the library counts.
      *handler(value: unknown, ...args: unknown[]): Generator<unknown, unknown, unknown> {
        const made = yield handler.apply(this, [value, ...args]);
        this.context.memoryLimit.use(sizeOf(made));
        this.context.renderLimit.check(performance.now());
        return made;
      },
    });
  }
}

/** Takes what is written, up to the limit; made again for each part that is captured. */
class BoundedEmitter implements Emitter {
  buffer = "";
  constructor(private readonly context: BoundedContext) {}
  write(value: unknown): void {
    const text = toText(value);
    this.context.output.use(text.length);
    this.buffer += text;
  }
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(toText).join("") : String(value);
}

function sizeOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length : 0;
}
