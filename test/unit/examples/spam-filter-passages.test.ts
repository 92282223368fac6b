import { describe, expect, test } from "@jest/globals";
import { PassageIndex } from "../../../examples/spam-filter/passages.js";

const TEXT = "Dear friend, we can save you money on your mortgage if you call us before the end of May";

describe("PassageIndex", () => {
  test.each([
    ["the text itself", TEXT],
    ["another case and punctuation", TEXT.toUpperCase().replaceAll(",", " --")],
    ["a name filled in", TEXT.replace("friend", "Mr Miller")],
    [
      "a quotation in a longer text",
      `I got this today:\n> ${TEXT}\nIs it serious? I do not think so, do you?`,
    ],
    ["half of the text", "We can save you money on your mortgage if you call us!"],
  ])("recognizes %s", (_case, text) => {
    const index = new PassageIndex();
    index.add("Something else that stands before it in the index");
    index.add(TEXT);
    expect(index.resembles(text)).toBe(true);
  });

  test.each([
    ["another text", "The kernel does not compile with this patch on my machine, what can I do about that?"],
    [
      "a phrase in common",
      "I hear that you can save you money on your next disk when you buy it in Dublin, is it so?",
    ],
    ["the same words in another order", TEXT.split(" ").reverse().join(" ")],
    ["no words", ""],
  ])("does not take %s for a copy", (_case, text) => {
    const index = new PassageIndex();
    index.add(TEXT);
    expect(index.resembles(text)).toBe(false);
  });

  test("takes texts of few words, or none, for copies only of their equals", () => {
    const index = new PassageIndex();
    index.add("");
    index.add("Thank you!");
    expect(index.resembles("...")).toBe(true);
    expect(index.resembles("thank you")).toBe(true);
    expect(index.resembles("thank you all")).toBe(false);
  });

  test("finds nothing in an empty index", () => {
    expect(new PassageIndex().resembles(TEXT)).toBe(false);
  });
});
