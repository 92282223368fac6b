import PostalMime from "postal-mime";
import { visibleText } from "./visible-text.js";

/** What both variants see of a mail. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** Digests of a hundred pages would fill the store and teach nothing more. */
const MAXIMUM_LENGTH = 20_000;

/** What mailing-list software appends, from a line of dashes to the end. */
const LIST_FOOTER =
  /^(?:_{10,}|-{10,}|-- ?)\r?\n(?=[\s\S]*(?:listinfo|majordomo|yahoogroups))[\s\S]{0,800}(?![\s\S])/im;

/** The same without a line of dashes, or quoted in a reply. */
const LIST_LINE = /^[> \t]*(?:[\w-]+ mailing list\b|.*\/listinfo\/|.*@yahoogroups\.com).*$/gim;

/**
 * Parses a raw e-mail to what a reader sees: its subject and its text.
 *
 * No other header gets through: many name the filter or the list that sorted the mail, and so the label. The
 * marks that lists leave in subject and text go for the same reason: nearly all list mail of the corpus is ham.
 */
export async function readMail(raw: string): Promise<MailText> {
  // A "From " line stands before the headers of mails kept in an mbox file; U+FFFD is a byte the corpus lost.
  const mail = await PostalMime.parse(raw.replace(/^From .*\r?\n/, "").replaceAll("\uFFFD", "?"));
  // Like a mail program, HTML first: the plain part of a spam may be there for filters only.
  const text = mail.html?.trim() ? visibleText(mail.html) : (mail.text ?? "");
  return {
    subject: tidy((mail.subject ?? "").replace(/\[[\w -]{2,30}\]/g, "")),
    text: tidy(text.replace(LIST_FOOTER, "").replaceAll(LIST_LINE, "")).slice(0, MAXIMUM_LENGTH),
  };
}

/** Single spaces, at most one empty line in a row. */
function tidy(text: string): string {
  return text
    .replaceAll(/[^\S\n]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}
