import { describe, expect, test } from "@jest/globals";
import { readMail } from "../../../examples/spam-filter/read-mail.js";

function mail(headers: readonly string[], body: string): string {
  return `${headers.join("\n")}\n\n${body}`;
}

describe("readMail", () => {
  test("keeps subject and text and no other header", async () => {
    const raw = mail(
      [
        "From sender@example.com  Thu Aug 22 12:36:23 2002",
        "X-Spam-Status: Yes, hits=12.1",
        "X-Spam-Flag: YES",
        "List-Id: <friends.example.com>",
        "From: A Sender <sender@example.com>",
        "Subject: Lunch",
      ],
      "At noon?\n",
    );
    expect(await readMail(raw)).toEqual({ subject: "Lunch", text: "At noon?" });
  });

  test("decodes encoded subjects and transfer encodings", async () => {
    const raw = mail(
      [
        "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=",
        "Content-Type: text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding: quoted-printable",
      ],
      "Sch=F6ne Gr=\n=FC=DFe",
    );
    expect(await readMail(raw)).toEqual({ subject: "Grüße", text: "Schöne Grüße" });
  });

  test("shows HTML as a reader sees it, and prefers it to the plain part", async () => {
    const raw = mail(
      ["Subject: Offer", 'Content-Type: multipart/alternative; boundary="b"'],
      [
        "--b",
        "Content-Type: text/plain",
        "",
        "A poem for the filter",
        "--b",
        "Content-Type: text/html",
        "",
        "<html><head><title>t</title><style>p { color: red }</style>",
        "<body><p>Buy v<!-- x -->ia<b>gra</b> &amp; more</p><script>spy()</script><p>Now</p></body></html>",
        "--b--",
      ].join("\n"),
    );
    expect(await readMail(raw)).toEqual({ subject: "Offer", text: "Buy viagra & more\nNow" });
  });

  test.each([
    ["nothing at all", "", { subject: "", text: "" }],
    ["headers without a body", "Subject: Only this", { subject: "Only this", text: "" }],
    ["no subject", mail(["From: a@example.com"], "Text"), { subject: "", text: "Text" }],
    [
      "a page that is never closed",
      mail(["Content-Type: text/html"], "<head><body>Hi"),
      { subject: "", text: "Hi" },
    ],
    [
      "a multipart without its parts",
      mail(["Subject: Broken", 'Content-Type: multipart/mixed; boundary="b"'], "no part begins"),
      { subject: "Broken", text: "" },
    ],
    ["bytes the corpus lost", mail(["Subject: a"], "only \uFFFD10"), { subject: "a", text: "only ?10" }],
  ])("reads %s", async (_case, raw, expected) => {
    expect(await readMail(raw)).toEqual(expected);
  });

  test("removes the marks of mailing lists, which name the collection a mail comes from", async () => {
    const footer =
      "_______________________________________________\nA mailing list\nhttp://example.com/mailman/listinfo/a";
    expect(await readMail(mail(["Subject: Re: [Some-List] Disks"], `It works.\n\n${footer}\n`))).toEqual({
      subject: "Re: Disks",
      text: "It works.",
    });
  });

  test("removes them from quotations too", async () => {
    const text =
      "> Yes.\n> _______________\n> Some-List mailing list\n> http://example.com/mailman/listinfo/some\n\nNo.";
    expect((await readMail(mail(["Subject: s"], text))).text).toBe("> Yes.\n> _______________\n\nNo.");
  });

  test("keeps a line of dashes that no list has put there", async () => {
    const text = "Prices\n--------------------\nUnsubscribe here";
    expect((await readMail(mail(["Subject: s"], text))).text).toBe(text);
  });

  test("cuts very long mails", async () => {
    expect((await readMail(mail(["Subject: s"], "word ".repeat(10_000)))).text).toHaveLength(20_000);
  });
});
