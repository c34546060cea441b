import { describe, expect, it } from "vitest";
import { retryDelay } from "./backoff";

describe("retryDelay", () => {
  it("begins at once, doubles, and has a ceiling that rises with patience", () => {
    const middle = () => 0.5;
    expect([0, 1, 2, 3].map((attempt) => retryDelay(attempt, middle))).toEqual([250, 500, 1000, 1500]);
    expect(retryDelay(19, middle)).toBe(1500);
    expect(retryDelay(20, middle)).toBe(5000);
    expect(retryDelay(1_000, middle)).toBe(15_000);
  });

  it("spreads by half in both directions", () => {
    expect(retryDelay(3, () => 0)).toBe(750);
    expect(retryDelay(3, () => 0.999_999)).toBe(2250);
  });
});
