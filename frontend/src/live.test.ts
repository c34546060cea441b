import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { announce, followTopics, page } from "./live";
import { FakeSocket, installFakes, settle } from "./rtc/fakes";
import { sentenceFor } from "./toast";
import { leftOver } from "./booking/booking";

describe("live topics", () => {
  const heard: string[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    installFakes();
    vi.stubGlobal("WebSocket", Object.assign(FakeSocket, { OPEN: 1 }));
    heard.length = 0;
    document.body.innerHTML = `
      <span data-offline-badge hidden></span>
      <section data-live-topic="planning:7"></section>
      <section data-live-topic="waiting:7 planning:7"></section>`;
    document.body.addEventListener("changed:planning:7", () => heard.push("planning:7"));
    document.body.addEventListener("changed:planning", () => heard.push("planning"));
  });
  afterEach(() => {
    document.body.innerHTML = "";
    followTopics();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    document.body.replaceWith(document.createElement("body"));
  });

  it("subscribes to every topic of the page once, on one socket", async () => {
    followTopics();
    await settle();
    expect(FakeSocket.all).toHaveLength(1);
    expect(FakeSocket.last.url).toMatch(/\/live\/topics\/\?t=planning%3A7&t=waiting%3A7$/);
    followTopics();
    await settle();
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("opens several sockets for very many topics, and says so while one of them is away", async () => {
    const many = Array.from({ length: 150 }, (_, at) => `planning:${at}`).join(" ");
    document.body.innerHTML += `<section data-live-topic="${many}"></section>`;
    const badge = document.querySelector<HTMLElement>("[data-offline-badge]")!;
    followTopics();
    await settle();
    expect(FakeSocket.all).toHaveLength(2);
    const [one, other] = FakeSocket.all.map((socket) => socket.url.split("t=").length - 1);
    expect([one, other]).toEqual([100, 51]);
    FakeSocket.all.forEach((socket) => socket.open());
    FakeSocket.all[0]!.drop();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(badge.hidden).toBe(false);
    FakeSocket.all[1]!.say({ changed: "planning:7" });
    expect(heard).toEqual(["planning:7", "planning"]);
    FakeSocket.last.open();
    expect(badge.hidden).toBe(true);
  });

  it("tells the page what changed, by its whole and its first name", async () => {
    followTopics();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.say({ changed: "planning:7" });
    expect(heard).toEqual(["planning:7", "planning"]);
    heard.length = 0;
    announce("planning");
    expect(heard).toEqual(["planning"]);
  });

  it("after a loss, counts everything as changed, and shows the badge only if it lasts", async () => {
    const badge = document.querySelector<HTMLElement>("[data-offline-badge]")!;
    followTopics();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.drop();
    expect(badge.hidden).toBe(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(badge.hidden).toBe(false);
    FakeSocket.last.open();
    expect(badge.hidden).toBe(true);
    expect(heard).toContain("planning:7");
  });

  it("gives up where the server refuses, and loads the page anew, once", async () => {
    const reload = vi.spyOn(page, "reload").mockImplementation(() => undefined);
    followTopics();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.drop(4403);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(reload).toHaveBeenCalledTimes(1);
    document.body.innerHTML = `<i data-live-topic="planning:8"></i>`;
    followTopics();
    await settle();
    FakeSocket.last.drop(4403);
    expect(reload).toHaveBeenCalledTimes(1);
  });
});

describe("sentences and times", () => {
  it("finds the sentence for an answer", () => {
    expect([401, 403, 404, 500, 0].map(sentenceFor)).toEqual([
      "error.session", "error.refused", "error.refused", "error.server", "error.server",
    ]);
  });

  it("tells what is left of a held slot", () => {
    expect([300_000, 61_001, 1, -4].map(leftOver)).toEqual(["5:00", "1:02", "0:01", "0:00"]);
  });
});
