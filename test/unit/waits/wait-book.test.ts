import { beforeEach, describe, expect, test } from "@jest/globals";
import { createWaitBook, type WaitBook } from "../../../src/waits/wait-book.js";

const START_MS = Date.parse("2026-01-02T03:04:05.000Z");
let nowMs = START_MS;
let book: WaitBook;
beforeEach(() => {
  nowMs = START_MS;
  book = createWaitBook(() => nowMs);
});

const turn = { cause: "rate_limit", subject: "openai:gpt-4o", scope: "e1" } as const;
const refused = { cause: "retry", subject: "ModelRateLimitedError", scope: "e1" } as const;

test("sums up what waits for the same: how many, since the first, until the last", () => {
  book.begin({ ...turn, untilMs: START_MS + 4_000 });
  nowMs += 1_000;
  book.begin({ ...turn, untilMs: START_MS + 9_000, detail: "last" });
  book.begin({ ...turn, scope: "e2" });
  expect(book.list()).toEqual([
    {
      ...turn,
      detail: "last",
      since: "2026-01-02T03:04:05.000Z",
      until: "2026-01-02T03:04:14.000Z",
      calls: 2,
    },
    { ...turn, scope: "e2", detail: null, since: "2026-01-02T03:04:06.000Z", until: null, calls: 1 },
  ]);
});

test("knows no end where one of them has none", () => {
  book.begin({ ...turn, untilMs: START_MS + 4_000 });
  book.begin(turn);
  expect(book.list()).toMatchObject([{ until: null, calls: 2 }]);
});

test("forgets a wait that has ended, also when it is ended twice", () => {
  const end = book.begin(turn);
  const other = book.begin(turn);
  end();
  end();
  expect(book.list()).toMatchObject([{ calls: 1 }]);
  other();
  expect(book.list()).toEqual([]);
});

describe("a step that was handed back", () => {
  test("waits until it is tried again, and has waited since the first time when it is handed back again", () => {
    book.postpone("run", { ...refused, untilMs: START_MS + 1_000 });
    nowMs += 1_000;
    book.retry("run");
    expect(book.list()).toEqual([]);
    nowMs += 500;
    book.postpone("run", { ...refused, untilMs: nowMs + 60_000 });
    expect(book.list()).toMatchObject([
      { since: "2026-01-02T03:04:05.000Z", until: "2026-01-02T03:05:06.500Z", calls: 1 },
    ]);
    book.settle("run");
    expect(book.list()).toEqual([]);
    book.postpone("run", { ...refused, untilMs: nowMs + 1_000 });
    expect(book.list()).toMatchObject([{ since: "2026-01-02T03:04:06.500Z" }]);
  });

  test("waits here no longer when its time is over: another worker has taken it", () => {
    book.postpone("run", { ...refused, untilMs: START_MS + 1_000 });
    nowMs += 7_000;
    expect(book.list()).toEqual([]);
  });
});
