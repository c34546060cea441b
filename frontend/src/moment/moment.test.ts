import { beforeEach, describe, expect, it, vi } from "vitest";
import { elsewhere, startMoments, until } from "./moment";

const MOMENT = new Date("2026-11-23T13:30:00Z");

describe("until", () => {
  it("counts in the largest unit that makes two", () => {
    expect(until(12 * 60_000, "fr")).toBe("dans 12 minutes");
    expect(until(90_000, "en")).toBe("in 90 seconds");
    expect(until(3 * 3_600_000, "de")).toBe("in 3 Stunden");
    expect(until(49 * 3_600_000, "nl")).toBe("over 2 dagen");
  });
  it("is never in the past", () => {
    expect(until(-5_000, "fr")).toBe("dans 0 seconde");
  });
});

describe("elsewhere", () => {
  it("says nothing where the clock is the practice's", () => {
    expect(elsewhere(MOMENT, "Europe/Paris", "fr", "Europe/Brussels")).toBeNull();
  });
  it("says day, time and place where it differs", () => {
    expect(elsewhere(MOMENT, "Europe/Paris", "fr", "America/Toronto")).toEqual({
      day: "lundi 23 novembre",
      time: "08:30",
      place: "Toronto",
    });
    expect(elsewhere(MOMENT, "Europe/Paris", "en", "Pacific/Auckland")?.day).toBe("Tuesday 24 November");
  });
});

describe("the page", () => {
  beforeEach(() => {
    document.documentElement.lang = "fr";
    document.body.innerHTML = `
      <span data-until="2026-11-23T13:30:00Z" data-now="2026-11-23T13:18:00Z">à 14:30</span>
      <p hidden data-elsewhere="Pacific/Kiritimati" data-moment="2026-11-23T13:30:00Z"
         data-sentence="À {place} : {day} à {time}."></p>`;
  });
  it("counts from the server's clock", () => {
    vi.useFakeTimers();
    startMoments();
    expect(document.querySelector("[data-until]")?.textContent).toBe("dans 12 minutes");
    vi.advanceTimersByTime(60_000);
    expect(document.querySelector("[data-until]")?.textContent).toBe("dans 11 minutes");
    vi.useRealTimers();
  });
  it("tells the reader's own time only where it differs", () => {
    startMoments();
    const line = document.querySelector<HTMLElement>("[data-elsewhere]")!;
    expect(line.hidden).toBe(false);
    expect(line.textContent).toMatch(/^À .+ : .+ à \d\d:\d\d\.$/);
  });
});
