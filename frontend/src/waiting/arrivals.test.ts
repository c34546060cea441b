import { expect, test } from "vitest";
import { present, someoneNew } from "./arrivals";

function list(...lines: string[]): Document {
  return new DOMParser().parseFromString(`<ul>${lines.join("")}</ul>`, "text/html");
}

test("[D3.1] those who are present are known by their visit; one who left is not", () => {
  const page = list(
    `<li data-waiting="a" data-here></li>`,
    `<li data-waiting="b"></li>`,
    `<li data-waiting="c" data-here></li>`,
  );
  expect(present(page)).toEqual(new Set(["a", "c"]));
});

test("[D3.1] only an arrival sounds: not a minute that passed, not somebody leaving", () => {
  const before = new Set(["a"]);
  expect(someoneNew(before, new Set(["a", "b"]))).toBe(true);
  expect(someoneNew(before, new Set(["a"]))).toBe(false);
  expect(someoneNew(before, new Set())).toBe(false);
});
