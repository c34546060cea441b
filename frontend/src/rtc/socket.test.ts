import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFake, FakeSocket, installFakes, settle } from "./fakes";
import { ReconnectingSocket } from "./socket";

function open(finalCodes: number[] = []) {
  const socket = new ReconnectingSocket({ url: () => "ws://x/", finalCodes, create: createFake });
  const seen: string[] = [];
  socket.on("open", () => seen.push("open"));
  socket.on("frame", (frame) => seen.push(String(frame.type)));
  socket.on("down", ({ code, final }) => seen.push(`down ${code}${final ? " final" : ""}`));
  return { socket, seen };
}

describe("ReconnectingSocket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    installFakes();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("comes back after a loss", async () => {
    const { socket, seen } = open();
    socket.start();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.say({ type: "hello" });
    FakeSocket.last.drop();
    expect(seen).toEqual(["open", "hello", "down 1006"]);
    await vi.advanceTimersByTimeAsync(400);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.open();
    expect(socket.isOpen).toBe(true);
    socket.stop();
  });

  it("waits longer each time the server does not even greet", async () => {
    const { socket } = open();
    socket.start();
    await settle();
    const begun = performance.now();
    for (let attempt = 0; attempt < 6; attempt++) {
      FakeSocket.last.open();
      FakeSocket.last.drop(4401);
      await vi.advanceTimersToNextTimerAsync();
      await settle();
    }
    expect(FakeSocket.all).toHaveLength(7);
    expect(performance.now() - begun).toBeGreaterThan(2_500);
    socket.stop();
  });

  it("stays closed after a final code", async () => {
    const { socket, seen } = open([4403]);
    socket.start();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.drop(4403);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual(["open", "down 4403 final"]);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("comes back at once when the network does", async () => {
    const { socket } = open();
    socket.start();
    await settle();
    for (let attempt = 0; attempt < 8; attempt++) {
      FakeSocket.last.drop();
      await vi.advanceTimersByTimeAsync(3_000);
    }
    FakeSocket.last.drop();
    const before = FakeSocket.all.length;
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(FakeSocket.all).toHaveLength(before + 1);
    socket.stop();
  });

  it("pings, answers pings, and opens another line when this one is silent", async () => {
    const { socket, seen } = open();
    socket.start();
    await settle();
    const first = FakeSocket.last;
    first.open();
    first.say({ type: "ping" });
    expect(first.sentTypes()).toEqual(["pong"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(first.sentTypes()).toEqual(["pong", "ping"]);
    first.say({ type: "pong" });
    expect(seen).toEqual(["open"]);
    await vi.advanceTimersByTimeAsync(16_000);
    expect(first.closedWith).toBe(4000);
    expect(FakeSocket.all.length).toBeGreaterThan(1);
    socket.stop();
  });

  it("does not trust a line that slept: it must answer, or another is opened", async () => {
    const { socket } = open();
    socket.start();
    await settle();
    const slept = FakeSocket.last;
    slept.open();
    window.dispatchEvent(new Event("online"));
    expect(slept.sentTypes()).toEqual(["ping"]);
    slept.say({ type: "pong" });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(FakeSocket.all).toHaveLength(1);
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(FakeSocket.all).toHaveLength(2);
    socket.stop();
  });

  it("drops what is not JSON and sends nothing while closed", async () => {
    const { socket, seen } = open();
    expect(socket.send({ type: "x" })).toBe(false);
    socket.start();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.onmessage?.({ data: "{oops" });
    expect(seen).toEqual(["open"]);
    socket.stop();
  });
});
