import type { MailText } from "./read-mail.js";

/** What a person would look for, and how telling each is. */
const SIGNS: readonly (readonly [RegExp, number])[] = [
  [/\b(unsubscribe|remove me|opt[- ]?(in|out)|(to|be) removed|removal)\b/i, 0.2],
  [/\b(free|guaranteed?|risk[- ]free|no obligation|100%)/i, 0.15],
  [
    /\b(click (here|below)|order (now|today)|(act|call|apply) (now|today)|toll[- ]free|limited time)\b/i,
    0.25,
  ],
  [/\b(mortgages?|loans?|credit cards?|debts?|insurance|investments?|refinance)\b/i, 0.2],
  [/\b(viagra|weight loss|lose weight|herbal|adults? only|xxx|casino)\b/i, 0.35],
  [/\b(millions?|earn|incomes?|cash|dollars)\b/i, 0.15],
  [/\b(dear (friend|sir|homeowner)|adv:|business opportunity|work (from|at) home)/i, 0.3],
  [/\$\s?\d/, 0.1],
  [/!{2,}|\${2,}/, 0.15],
];

/** The probability of spam, in [0, 1], by a hand-written rule: the signs found add up. */
export function keywordProbability({ subject, text }: MailText): number {
  const mail = `${subject}\n${text}`;
  const sum = SIGNS.reduce((total, [pattern, weight]) => total + (pattern.test(mail) ? weight : 0), 0.05);
  return Math.min(0.95, sum);
}
