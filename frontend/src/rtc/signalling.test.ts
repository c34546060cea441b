import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFake, FakeSocket, installFakes, settle } from "./fakes";
import { Signalling } from "./signalling";

const NOW = "2026-11-24T10:00:00+00:00";
const FACTS = { state: "in-call", started_at: NOW, server_now: NOW, waiting_since: NOW };
const ICE = { servers: [], policy: "all", expires_at: null as string | null };

let tickets = 0;
let answer: () => Response;

function ticket(ice = ICE): Response {
  return Response.json({
    ticket: `ticket-${++tickets}`,
    expires_at: "2026-11-24T10:01:00+00:00",
    you: { id: "me", role: "patient", name: "Ada" },
    ice,
    visit: FACTS,
  });
}

const welcome = (ice = ICE, chat: object[] = []) => ({
  type: "welcome",
  you: { id: "me", role: "patient", name: "Ada" },
  peers: [],
  visit: FACTS,
  chat,
  ice,
});

function start() {
  const signalling = new Signalling({
    socketPath: "/live/visit/1/",
    ticketUrl: "/visit/1/ticket/",
    csrf: "token",
    session: "page-1",
    fetch: () => Promise.resolve(answer()),
    create: createFake,
  });
  const states: string[] = [];
  signalling.on("status", (status) => states.push(status));
  signalling.start();
  return { signalling, states };
}

async function up() {
  const all = start();
  await settle();
  FakeSocket.last.open();
  FakeSocket.last.say(welcome());
  return all;
}

describe("Signalling", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    installFakes();
    tickets = 0;
    answer = () => ticket();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("gets a ticket, says hello with its session, and is open once welcomed", async () => {
    const { signalling, states } = await up();
    expect(FakeSocket.last.url).toMatch(/^ws:.*\/live\/visit\/1\/$/);
    expect(FakeSocket.last.sent[0]).toEqual({
      type: "hello",
      ticket: "ticket-1",
      resume: false,
      session: "page-1",
      media: { audio: false, video: false },
    });
    expect(states).toEqual(["open"]);
    signalling.close();
  });

  it("comes back with the same ticket while it is good, as the same page, with its last media", async () => {
    const { signalling, states } = await up();
    signalling.sendMedia({ audio: true, video: false });
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent[0]).toMatchObject({
      ticket: "ticket-1",
      resume: true,
      session: "page-1",
      media: { audio: true, video: false },
    });
    FakeSocket.last.say(welcome());
    expect(states).toEqual(["open", "away", "open"]);
    signalling.close();
  });

  it("fetches a new ticket when the server does not take the old one, and when it has expired", async () => {
    const { signalling } = await up();
    FakeSocket.last.drop(4401);
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent[0]).toMatchObject({ ticket: "ticket-2" });
    await vi.advanceTimersByTimeAsync(4_000);
    FakeSocket.last.say(welcome());
    await vi.advanceTimersByTimeAsync(4_000);
    FakeSocket.last.say({ type: "pong" });
    for (let second = 0; second < 60; second += 4) {
      await vi.advanceTimersByTimeAsync(4_000);
      FakeSocket.last.say({ type: "pong" });
    }
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.last.open();
    expect(FakeSocket.last.sent[0]).toMatchObject({ ticket: "ticket-3" });
    signalling.close();
  });

  it.each([
    [410, "ended"],
    [403, "refused"],
    [404, "refused"],
  ])("gives up when the ticket is answered with %i", async (status, state) => {
    answer = () => new Response(null, { status });
    const { states } = start();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(states).toEqual([state]);
    expect(FakeSocket.all).toHaveLength(0);
  });

  it("keeps asking while the server is away", async () => {
    answer = () => new Response(null, { status: 502 });
    const { signalling, states } = start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(states).toEqual([]);
    answer = () => ticket();
    await vi.advanceTimersByTimeAsync(5_000);
    FakeSocket.last.open();
    FakeSocket.last.say(welcome());
    expect(signalling.status).toBe("open");
    signalling.close();
  });

  it.each([
    [4410, "ended"],
    [4403, "refused"],
    [4409, "replaced"],
  ])("close code %i means %s, for good", async (code, state) => {
    const { signalling } = await up();
    FakeSocket.last.drop(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(signalling.status).toBe(state);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("takes the place back from another window on request", async () => {
    const { signalling } = await up();
    FakeSocket.last.drop(4409);
    signalling.resume();
    await settle();
    FakeSocket.last.open();
    FakeSocket.last.say(welcome());
    expect(signalling.status).toBe("open");
    expect(FakeSocket.all).toHaveLength(2);
    signalling.close();
  });

  it("sends chat that was not confirmed again, once, and not what the history shows", async () => {
    const { signalling } = await up();
    signalling.sendChat("one", "c1");
    signalling.sendChat("two", "c2");
    signalling.sendChat("three", "c3");
    FakeSocket.last.say({ type: "chat", client_id: "c1" });
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(500);
    FakeSocket.last.open();
    FakeSocket.last.say(welcome(ICE, [{ client_id: "c2" }]));
    const chats = FakeSocket.last.sent.filter((frame) => frame.type === "chat");
    expect(chats).toEqual([{ type: "chat", text: "three", client_id: "c3" }]);
    signalling.close();
  });

  it("sends a message again that the server could not store", async () => {
    const { signalling } = await up();
    signalling.sendChat("one", "c1");
    FakeSocket.last.say({ type: "error", code: "unavailable", message: "", client_id: "c1" });
    await vi.advanceTimersByTimeAsync(3_500);
    const chats = FakeSocket.last.sent.filter((frame) => frame.type === "chat");
    expect(chats).toHaveLength(2);
    signalling.close();
  });

  it("fetches new TURN credentials before they end", async () => {
    const { signalling } = await up();
    FakeSocket.last.say(welcome({ ...ICE, expires_at: "2026-11-24T10:02:30+00:00" }));
    await signalling.freshIce();
    expect(tickets).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.setSystemTime(Date.now() + 1);
    for (let second = 0; second < 90; second += 5) {
      FakeSocket.last.say({ type: "pong" });
      await vi.advanceTimersByTimeAsync(5_000);
    }
    await signalling.freshIce();
    expect(tickets).toBe(2);
    signalling.close();
  });

  it("says goodbye when leaving", async () => {
    const { signalling } = await up();
    signalling.leave();
    expect(FakeSocket.last.sentTypes()).toEqual(["hello", "bye"]);
    expect(signalling.status).toBe("left");
  });
});
