import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { publishWaits } from "../../../src/waits/publish-waits.js";
import { createWaitBook } from "../../../src/waits/wait-book.js";

const START_MS = Date.parse("2026-01-02T03:04:05.000Z");
const turn = { cause: "rate_limit", subject: "openai:gpt-4o", scope: "e1" } as const;

describe("a worker's waits", () => {
  let nowMs = START_MS;
  let book = createWaitBook(() => nowMs);
  let told: { subjects: string[]; expire: string[] }[] = [];
  let lines: string[] = [];
  let publication: ReturnType<typeof publishWaits>;
  beforeEach(() => {
    nowMs = START_MS;
    book = createWaitBook(() => nowMs);
    told = [];
    lines = [];
    publication = publishWaits({
      book,
      reporter: "w",
      now: () => new Date(nowMs),
      onLong: ({ subject, calls }) => lines.push(`long ${subject} ${calls}`),
      onOver: ({ subject, calls }, lastedMs) => lines.push(`over ${subject} ${calls} ${lastedMs}`),
      store: {
        putWaits: async ({ waits }) => {
          told.push({
            subjects: waits.map(({ wait }) => wait.subject),
            expire: waits.map(({ expiresAt }) => expiresAt.toISOString()),
          });
        },
        listWaits: async () => [],
      },
    });
  });
  afterEach(() => publication.stop());
  const pass = async (milliseconds: number): Promise<void> => {
    nowMs += milliseconds;
    await publication.publish();
  };

  test("of less than a second are told to nobody", async () => {
    const end = book.begin(turn);
    await pass(900);
    end();
    await pass(900);
    expect([told, lines]).toEqual([[], []]);
  });

  test("are told to the store while they last, and once that they are over", async () => {
    const end = book.begin(turn);
    await pass(1_000);
    end();
    await pass(2_000);
    await pass(2_000);
    expect(told).toEqual([
      { subjects: ["openai:gpt-4o"], expire: ["2026-01-02T03:04:21.000Z"] },
      { subjects: [], expire: [] },
    ]);
  });

  test("of a step that was handed back hold until its end, whoever dies", async () => {
    book.postpone("run", { ...turn, cause: "retry", untilMs: START_MS + 600_000 });
    await pass(2_000);
    expect(told[0]?.expire).toEqual(["2026-01-02T03:14:20.000Z"]);
  });

  test("are logged once per reason from five seconds on, and once when they are over, with the most calls", async () => {
    const ends = [book.begin(turn)];
    for (let second = 0; second < 8; second += 1) await pass(1_000);
    ends.push(book.begin(turn), book.begin(turn));
    await pass(1_000);
    for (const end of ends) end();
    for (let second = 0; second < 12; second += 1) await pass(1_000);
    expect(lines).toEqual(["long openai:gpt-4o 1", "over openai:gpt-4o 3 9000"]);
  });

  test("that come back within ten seconds are the same; calls that take turns quickly are none", async () => {
    for (let turns = 0; turns < 20; turns += 1) {
      const end = book.begin(turn);
      await pass(1_500);
      end();
    }
    expect(lines).toEqual([]);
    const end = book.begin(turn);
    await pass(6_000);
    end();
    await pass(5_000);
    const again = book.begin(turn);
    await pass(6_000);
    again();
    expect(lines).toEqual(["long openai:gpt-4o 1"]);
  });

  test("do not end the worker when the store takes nothing", async () => {
    const failing = publishWaits({
      book,
      reporter: "w",
      onLong: () => undefined,
      onOver: () => undefined,
      store: { putWaits: () => Promise.reject(new Error("full")), listWaits: async () => [] },
      now: () => new Date(nowMs),
    });
    book.begin(turn);
    nowMs += 2_000;
    await failing.publish();
    await failing.stop();
  });
});
