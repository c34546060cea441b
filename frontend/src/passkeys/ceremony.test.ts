import { expect, test } from "vitest";
import { toBytes, toText } from "./ceremony";

test("bytes go to the server and come back the same", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const text = toText(bytes.buffer);
  expect(text).toMatch(/^[\w-]+$/);
  expect([...new Uint8Array(toBytes(text ?? ""))]).toEqual([...bytes]);
});

test("what a browser leaves out stays out", () => {
  expect(toText(null)).toBeNull();
});
