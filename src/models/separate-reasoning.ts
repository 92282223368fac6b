/** Names of tags, `seed:think`, `longcat_think` and `antThinking` among them. */
const TAGS =
  "(?:(?:[a-z]+[:_]|ant)?(?:think|thinking|thoughts?)(?:_(?:fast|process))?|reasoning|reflection|scratchpad|inner_monologue|chain_of_thought)";

/** Marks between which models write what they think before they answer, when their server does not take it out. */
const BLOCKS: readonly { readonly open: RegExp; readonly close: RegExp }[] = [
  // <think> of DeepSeek, Qwen and most others, and its like. Models close one of them with another.
  {
    open: new RegExp(`^\\s*<${TAGS}(?:\\s[^<>]*)?>`, "i"),
    close: new RegExp(`</${TAGS}\\s*>`, "i"),
  },
  // Magistral.
  { open: /^\s*\[THINK\]/, close: /\[\/THINK\]/ },
  // Kimi.
  { open: /^\s*◁think▷/, close: /◁\/think▷/ },
  // OpenThinker and other distilled models.
  { open: /^\s*<\|begin_of_thought\|>/, close: /<\|end_of_thought\|>/ },
  // Command A.
  { open: /^\s*<\|START_THINKING\|>/, close: /<\|END_THINKING\|>/ },
  // Gemma.
  { open: /^\s*<unused94>/, close: /<unused95>/ },
  // gpt-oss, whose channels a server may leave in: what is not in the final one is reasoning.
  {
    open: /^\s*(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)(?:[^<]|<\|constrain\|>)*<\|message\|>/,
    close: /<\|(?:end|call)\|>/,
  },
  // The same from a server that leaves the words of the marks alone.
  { open: /^\s*analysis(?=[\s\S]*assistantfinal)/, close: /assistantfinal/ },
];

/** Marks around an answer itself, as the same models set them. */
const ANSWER_MARKS =
  /^\s*(?:<\|start\|>assistant)?<\|channel\|>final[^<]*<\|message\|>|^\s*<\|begin_of_solution\|>\s*|^\s*<\|START_RESPONSE\|>|(?:<\|return\|>|<\|end\|>|<\|end_of_solution\|>|<\|END_RESPONSE\|>)\s*$/g;

/** A closing mark whose opening one was part of the prompt: at the start or end of a line, where an answer does not quote it. */
const CLOSED_ALONE =
  /(?:^|\n)[ \t]*(<\/think(?:ing)?>|\[\/THINK\]|◁\/think▷)|(<\/think(?:ing)?>|\[\/THINK\]|◁\/think▷)[ \t]*(?=\n|$)/gi;

/** A text as its two parts. */
export interface SeparatedText {
  /** Null = there is none. */
  readonly reasoning: string | null;
  /** What follows the reasoning; empty where the reasoning never ends. */
  readonly answer: string;
  /** Where the answer begins in the text. */
  readonly answerStart: number;
}

/**
 * Separates what a model thought from what it answered, in a text that holds both.
 *
 * Reasoning stands at the start: `<think>…</think>` and its kin, several after each other, nested, or without an end
 * (then there is no answer). A text that only closes it began in the prompt.
 */
export function separateReasoning(text: string): SeparatedText {
  const thoughts: string[] = [];
  let position = startAfterPrompt(text);
  if (position > 0) thoughts.push(withoutMarks(text.slice(0, position)));
  for (;;) {
    const rest = text.slice(position);
    const block = BLOCKS.find(({ open }) => open.test(rest));
    if (block === undefined) break;
    const end = endOfBlock(rest, block);
    thoughts.push(withoutMarks(rest.slice(0, end ?? rest.length)));
    position = end === null ? text.length : position + end;
  }
  const answer = text.slice(position);
  if (thoughts.length === 0) {
    const plain = answer.replace(ANSWER_MARKS, "");
    return { reasoning: null, answer: plain, answerStart: plain === answer ? 0 : answer.indexOf(plain) };
  }
  const clean = answer.replace(ANSWER_MARKS, "").trimStart();
  const lead = clean === "" ? answer.length : answer.indexOf(clean);
  return { reasoning: thoughts.join("\n\n").trim(), answer: clean, answerStart: position + lead };
}

/** Where a text goes on that begins within a block which the prompt opened; 0 = it does not. */
function startAfterPrompt(text: string): number {
  const [closed] = text.matchAll(CLOSED_ALONE);
  if (closed === undefined) return 0;
  const end = closed.index + closed[0].length;
  const before = text.slice(0, end);
  const isOpenedToo = /<think(?:ing)?(?:\s[^<>]*)?>|\[THINK\]|◁think▷/i.test(before);
  return isOpenedToo ? 0 : end;
}

/** Where the block at the start of a text ends, blocks within it included; null = it does not end. */
function endOfBlock(text: string, { open, close }: (typeof BLOCKS)[number]): number | null {
  const opening = new RegExp(open.source.replace(/^\^\\s\*/, ""), open.flags);
  let position = (open.exec(text) as RegExpExecArray)[0].length;
  for (let depth = 1; ; ) {
    const rest = text.slice(position);
    const closed = close.exec(rest);
    if (closed === null) return null;
    const inner = opening.exec(rest.slice(0, closed.index));
    depth += inner === null ? -1 : 1;
    const found = inner ?? closed;
    position += found.index + found[0].length;
    // A second opening mark without its own end does not make the rest of the answer disappear.
    if (depth === 0 || (inner === null && close.exec(text.slice(position)) === null)) return position;
  }
}

const MARKS = new RegExp(
  `</?${TAGS}(?:\\s[^<>]*)?>|\\[/?THINK\\]|◁/?think▷|<unused9[45]>(?:thought\\n)?|^\\s*analysis(?=[\\s\\S]*assistantfinal)|assistantfinal$|(?:<\\|start\\|>assistant)?<\\|channel\\|>\\w+(?:[^<]|<\\|constrain\\|>)*|<\\|\\w+\\|>`,
  "gi",
);

function withoutMarks(block: string): string {
  return block.replace(MARKS, "").trim();
}
