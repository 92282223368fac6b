import { Parser } from "htmlparser2";

/** Elements whose content nobody reads. Not "head", which many a spam never closes. */
const UNSEEN = new Set(["script", "style", "title"]);

/** Elements that start a line of their own; the others do not even part words: `v<b></b>iagra` is one word. */
const LINES = new Set(["br", "p", "div", "tr", "td", "th", "li", "table", "hr", "h1", "h2", "h3", "h4"]);

/** The text that a reader of an HTML page sees, without tags, comments and style sheets. */
export function visibleText(html: string): string {
  const parts: string[] = [];
  let unseen = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (UNSEEN.has(name)) unseen += 1;
      if (LINES.has(name)) parts.push("\n");
    },
    onclosetag: (name) => {
      if (UNSEEN.has(name)) unseen -= 1;
    },
    ontext: (text) => {
      if (unseen === 0) parts.push(text);
    },
  });
  parser.end(html);
  return parts.join("");
}
