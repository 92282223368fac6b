import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { isPermanentError } from "../../../src/domain/permanent-error.js";
import {
  renderTemplate,
  TemplateTooLargeError,
  TemplateTooSlowError,
} from "../../../src/pipelines/template.js";
import { failureOf } from "../../support/failure-of.js";

/** What a hostile or careless item may bring. */
const variables = {
  rows: Array.from({ length: 3_000 }, (_, n) => ({ name: `n${n}`, text: "x".repeat(100) })),
  long: "a".repeat(1_000_000),
  count: 50_000_000,
  ampersands: "&".repeat(300_000),
};

const render = (text: string): string =>
  renderTemplate({ name: "prompt", text, variables, subject: 'item "item-1"' });

const STEPS = "takes more than 200,000 steps (passes of loops, tags and look-ups)";
const FILTERS = "has filters and ranges of more than 5,000,000 characters and list entries";
const OUTPUT = "writes more than 5,000,000 characters";
const rows = (body: string): string => `{% for a in rows %}${body}{% endfor %}`;

describe("a template that does more than a prompt needs is ended with the limit's name", () => {
  // The clock stands still: on a busy machine the limit on time would be reached before the one that is meant.
  beforeEach(() => {
    jest.spyOn(performance, "now").mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  test.each([
    ["loops within loops", rows("{% for b in rows %}x{% endfor %}"), STEPS, 20],
    ["empty loops", rows("{% for b in rows %}{% endfor %}"), STEPS, 20],
    ["table rows within loops", rows("{% tablerow b in rows %}{% endtablerow %}"), STEPS, 20],
    ["conditions", rows("{% for b in rows %}{% if a.name == b.name %}{% endif %}{% endfor %}"), STEPS, 20],
    ["cycles", rows('{% for b in rows %}{% cycle "a", "b" %}{% endfor %}'), STEPS, 20],
    ["a search in each pass", rows('{% assign x = rows | find: "name", "z" %}'), STEPS, 20],
    [
      "an expression for each entry, in each pass",
      rows('{% assign x = rows | where_exp: "r", "r.name == 5" %}'),
      STEPS,
      1,
    ],
    ["sorting in each pass", rows('{% assign x = rows | sort: "name" %}'), STEPS, 20],
    ["a range from an item", "{% for a in (1..count) %}{% endfor %}", FILTERS, 1],
    ["table rows of a range", "{% tablerow a in (1..count) %}{% endtablerow %}", FILTERS, 1],
    [
      "text that doubles",
      '{% assign s = "a" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}',
      FILTERS,
      43,
    ],
    [
      "lists that double",
      "{% assign r = rows %}{% for i in (1..60) %}{% assign r = r | concat: r %}{% endfor %}",
      FILTERS,
      44,
    ],
    ["replacements longer than what they replace", '{{ long | replace: "a", long }}', FILTERS, 1],
    ["joints longer than what they join", '{{ rows | map: "name" | join: long }}', FILTERS, 1],
    ["padding", '{{ "now" | date: "%99999999d" }}', FILTERS, 1],
    ["escapes that grow", `{{ ampersands ${"| escape ".repeat(5)}}}`, FILTERS, 1],
    [
      "captures that double",
      '{% assign s = "a" %}{% for i in (1..60) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}',
      OUTPUT,
      58,
    ],
    ["a long text in each pass", rows("{{ long }}"), OUTPUT, 20],
    ["JSON in each pass", rows("{{ rows }}"), OUTPUT, 20],
    ["cells", "{% tablerow a in (1..1000000) %}{% endtablerow %}", OUTPUT, 1],
  ])("%s", async (_, text, limit, column) => {
    const error = await failureOf(Promise.resolve().then(() => render(text)));
    expect(error).toBeInstanceOf(TemplateTooLargeError);
    expect(error.message).toBe(
      `The template "prompt" ${limit} for item "item-1" (line 1, column ${column}). ` +
        "Let it loop over less ({% for … limit: 100 %}), or shorten what the item brings.",
    );
  });
});

test("a template that takes too long fails its try, not the run: another machine may be faster", async () => {
  let now = 0;
  const clock = jest.spyOn(performance, "now").mockImplementation(() => (now += 500));
  const error = await failureOf(
    Promise.resolve().then(() => render(rows("{% if long contains a.name %}{% endif %}"))),
  ).finally(() => clock.mockRestore());
  expect(error).toBeInstanceOf(TemplateTooSlowError);
  expect(isPermanentError(error)).toBe(false);
  expect(error.message).toBe(
    'The template "prompt" takes longer than 2,000 ms for item "item-1" (line 1, column 20). ' +
      "Let it loop over less ({% for … limit: 100 %}), or shorten what the item brings.",
  );
});

test("a long list with several fields each, and a text of a million characters, are within the limits", () => {
  expect(render(rows("{{ a.name }}: {{ a.text | truncate: 20 | upcase }}\n"))).toHaveLength(82_890);
  expect(render("{{ long | strip }}")).toHaveLength(1_000_000);
});

test("what an item holds is text, whatever it looks like", () => {
  const hostile = "{% for a in (1..50000000) %}{{ secret }}{% endfor %}";
  const render = (text: string): string =>
    renderTemplate({ name: "prompt", text, variables: { hostile }, subject: 'item "item-1"' });
  expect(render("{{ hostile }}")).toBe(hostile);
  expect(render("{% capture x %}{{ hostile }}{% endcapture %}{{ x | append: hostile }}")).toBe(
    hostile + hostile,
  );
});
