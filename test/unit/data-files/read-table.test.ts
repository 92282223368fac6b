import { describe, expect, test } from "@jest/globals";
import { readTable } from "../../../src/data-files/read-table.js";

const rowsOf = (text: string) => {
  const { header, rows } = readTable(text);
  return [header, ...rows.map(({ cells }) => cells)];
};

describe("the delimiter is the one that header and rows agree on", () => {
  test.each([
    ["commas", 'a,b\n"1;2",3\n'],
    ["semicolons", 'a;b\n"1;2";3\n'],
    ["tabs", "a\tb\n1;2\t3\n"],
    ["bars", "a|b\n1;2|3\n"],
    ["semicolons, with commas as decimal marks in every row", "a;b\n1;2,5\n", "1", "2,5"],
    ["semicolons between names with commas", 'a;"b, in euro"\n1;2\n', "1", "2", "b, in euro"],
    ["what Excel says it is", "sep=|\r\na|b\r\n1;2|3\r\n"],
    ["the same in quotes", '"sep=|"\r\na|b\r\n1;2|3\r\n'],
    ["commas, with line ends of the old Macintosh", 'a,b\r"1;2",3\r'],
  ])("%s", (_name, text, first = "1;2", second = "3", last = "b") => {
    expect(rowsOf(text)).toEqual([
      ["a", last],
      [first, second],
    ]);
  });

  test("one column has none, whatever stands in its cells", () => {
    expect(rowsOf("input\nWhat; is this\nor; that\n")).toEqual([["input"], ["What; is this"], ["or; that"]]);
  });
});

describe("cells are what they are", () => {
  test("spaces and line ends included, unless the header has spaces around its names too", () => {
    expect(rowsOf('a,b\n 1,"x\r\ny" \n'.replace('" \n', '"\n'))).toEqual([
      ["a", "b"],
      [" 1", "x\r\ny"],
    ]);
    expect(rowsOf('a , b\n1, 2\n3," 4 "\n')).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", " 4 "],
    ]);
  });

  test("rows and columns that spreadsheets leave empty are none", () => {
    expect(rowsOf("a,b,,\n1,2,,\n,,,\n\n3,4,,\n")).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ]);
  });

  test("a column with content and without a name, as pandas writes its index, is named by its place", () => {
    expect(rowsOf(",a,,b\n0,x,,y\n1,z,,w\n")).toEqual([
      ["column 1", "a", "b"],
      ["0", "x", "y"],
      ["1", "z", "w"],
    ]);
  });

  test("a row has the line it begins on", () => {
    const { rows } = readTable('a,b\n"x\ny",1\n\n2,3\n');
    expect(rows.map(({ line }) => line)).toEqual([2, 5]);
  });
});

describe("what is no table is refused with its line", () => {
  test.each([
    ["a row with too few cells", "a;b\n1;2\n3\n", "line 3: the row has 1 cell, but the header has 2"],
    [
      "a row with too many cells",
      "sep=,\na,b\n1,2,3\n",
      'line 3: the row has 3 cells, but the header has 2; a cell with "," in it has to be in quotes',
    ],
    ["two columns of one name", "a , a\n1,2\n", 'line 1: there are two columns "a"'],
    [
      "a quote within a cell",
      'a,b\n1,2"x"\n',
      'line 2: a quote stands in a cell that does not begin with one; put the whole cell into quotes, and within a quoted cell a quote is written twice ("")',
    ],
    [
      "quotes behind backslashes",
      'a,b\n"1\n\n2",3\n"he said \\"hi\\"",4\n',
      'line 5: there is text after the closing quote of a cell; within a quoted cell a quote is written twice ("")',
    ],
    [
      "a quote that is never closed, by the line where its row begins",
      'a,b\n1,"2\n3,4\n5,6\n',
      'line 2: the row begins a quoted cell that is never closed; within a quoted cell a quote is written twice ("")',
    ],
  ])("%s", (_name, text, message) => {
    expect(() => readTable(text)).toThrow(message);
  });
});
