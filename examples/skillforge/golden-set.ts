import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const folder = new URL("golden/", import.meta.url);

/** What SkillForge is given: an article as it was published. */
export const Article = z.strictObject({ title: z.string().min(1), article: z.string().min(1) });
export type Article = z.infer<typeof Article>;

/** One article with the analysis that a careful editor would write, in the shape of a dataset's item. */
export const GoldenItem = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)+$/, "lower-case words joined by hyphens"),
  input: Article,
  /** Summary, key points and one caveat, as one text. */
  expectedOutput: z.string().min(1),
  metadata: z.strictObject({
    topic: z.enum(["technology", "science", "business", "history", "health", "policy", "craft", "data"]),
    difficulty: z.enum(["easy", "medium", "hard"]),
    /** Words of the article: up to 210, up to 299, more. */
    length: z.enum(["short", "medium", "long"]),
    kind: z.string().min(1),
  }),
});
export type GoldenItem = z.infer<typeof GoldenItem>;

/**
 * The golden set from `golden/`, one file per article, in the order of the files' numbers. The order is part of
 * the set: topics take turns and hard articles are spread, so that the first n are a fair sample.
 */
export function loadGoldenSet(): GoldenItem[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => {
      const parsed = GoldenItem.safeParse(JSON.parse(readFileSync(new URL(file, folder), "utf8")));
      if (!parsed.success)
        throw new Error(`golden/${file} is no golden item:\n${z.prettifyError(parsed.error)}`);
      return parsed.data;
    });
}
