import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { speak } from "../i18n";
import type { ChatMessage } from "../rtc/protocol";
import { ChatLog } from "./chat.svelte";
import { coverPage } from "./cover";
import { duration, fit, initials } from "./fit";
import { setShortcuts, shortcutKey, shortcutsOn } from "./shortcuts";
import { toolsOf, type Hands } from "./tools";
import { qualityWords, sourceTrouble } from "./words";

beforeAll(() => speak("fr"));

function message(id: string, from: string, clientId: string | null = null): ChatMessage {
  return { id, from, name: from, role: "patient", text: id, at: "2026-11-24T10:00:00Z", client_id: clientId };
}

describe("ChatLog", () => {
  let log: ChatLog;
  beforeEach(() => {
    log = new ChatLog();
    log.replace("me", [message("old", "them")]);
  });

  it("shows one's own message at once and settles it when the server confirms [D8.1]", () => {
    const key = log.optimistic("Me", "hello");
    expect(log.entries.at(-1)).toMatchObject({ text: "hello", state: "sending", mine: true });
    expect(log.add({ ...message("m1", "me", key), text: "hello" })).toBeNull();
    expect(log.entries).toHaveLength(2);
    expect(log.entries.at(-1)).toMatchObject({ state: "sent" });
  });

  it("counts as unread what came while it was closed, also during a lost line", () => {
    expect(log.unread).toBe(0);
    expect(log.add(message("m1", "them"))).not.toBeNull();
    expect(log.unread).toBe(1);
    log.replace("me", [message("old", "them"), message("m1", "them"), message("m2", "them")]);
    expect(log.unread).toBe(2);
    log.show(true);
    expect(log.unread).toBe(0);
    log.add(message("m3", "them"));
    expect(log.unread).toBe(0);
  });

  it("keeps what is on its way when the history comes again, and drops doubles", () => {
    const first = log.optimistic("Me", "one");
    const second = log.optimistic("Me", "two");
    log.replace("me", [message("old", "them"), message("m1", "me", first)]);
    expect(log.entries.map((entry) => entry.key)).toEqual(["old", first, second]);
    log.add(message("m1", "me", first));
    expect(log.entries).toHaveLength(3);
  });

  it("marks what the server refused, and offers it again", () => {
    const key = log.optimistic("Me", "too much");
    log.fail(key);
    expect(log.entries.at(-1)?.state).toBe("failed");
    expect(log.retry(key)).toBe("too much");
    expect(log.entries.at(-1)?.state).toBe("sending");
  });
});

describe("fit", () => {
  it("fills the stage when little is lost [D4.3]", () => {
    expect(fit({ width: 1200, height: 700 }, { width: 1280, height: 720 }, false)).toEqual({ width: 1200, height: 700 });
  });

  it("cuts at most 40 % off an upright picture on a wide screen, and the reverse", () => {
    const wide = fit({ width: 1200, height: 600 }, { width: 720, height: 1280 }, false);
    expect(wide.height).toBe(600);
    expect(wide.width).toBeCloseTo(562.5);
    const tall = fit({ width: 360, height: 600 }, { width: 1280, height: 720 }, false);
    expect(tall.width).toBe(360);
    expect(tall.height).toBeCloseTo(337.5);
  });

  it("shows the whole picture on request", () => {
    expect(fit({ width: 1000, height: 1000 }, { width: 1600, height: 800 }, true)).toEqual({ width: 1000, height: 500 });
  });

  it("waits for sizes", () => {
    expect(fit({ width: 0, height: 0 }, { width: 16, height: 9 }, false)).toEqual({ width: 0, height: 0 });
  });
});

describe("initials and duration", () => {
  it.each([
    ["Dr Hélène Laurent", "HL"],
    ["Camille Martin", "CM"],
    ["Jean-Luc de la Tour", "JT"],
    ["Élodie", "É"],
    ["Mme. Ó Brien", "ÓB"],
    ["", "·"],
  ])("%s → %s", (name, expected) => expect(initials(name)).toBe(expected));

  it("tells minutes, then hours", () => {
    expect([0, 59_999, 247_000, 3_729_000, -5].map(duration)).toEqual(["0:00", "0:59", "4:07", "1:02:09", "0:00"]);
  });
});

describe("words", () => {
  it("names level and cause", () => {
    expect(qualityWords({ level: "good", cause: "none" })).toBe("bonne");
    expect(qualityWords({ level: "poor", cause: "loss" })).toBe("faible, des données se perdent en route");
  });

  it("has a sentence for each trouble and none where there is none", () => {
    expect(sourceTrouble("audio", "live")).toBeNull();
    expect(sourceTrouble("video", "off")).toBeNull();
    expect(sourceTrouble("video", "refused")).toContain("caméra");
  });
});

describe("shortcuts", () => {
  const press = (init: KeyboardEventInit, target: HTMLElement = document.body) => {
    let key: string | null = null;
    const listen = (event: KeyboardEvent) => (key = shortcutKey(event));
    window.addEventListener("keydown", listen, { once: true });
    target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...init }));
    return key;
  };

  it("takes single keys, not while typing and not with others [D4.4]", () => {
    const field = document.body.appendChild(document.createElement("textarea"));
    expect(press({ key: "M" })).toBe("m");
    expect(press({ key: "?" })).toBe("?");
    expect(press({ key: "m", ctrlKey: true })).toBeNull();
    expect(press({ key: "Enter" })).toBeNull();
    expect(press({ key: "m" }, field)).toBeNull();
    field.remove();
  });

  it("can be switched off for good", () => {
    expect(shortcutsOn()).toBe(true);
    setShortcuts(false);
    expect(shortcutsOn()).toBe(false);
    setShortcuts(true);
  });
});

describe("toolsOf", () => {
  const none = () => undefined;
  const hands: Hands = {
    panel: null,
    unread: 2,
    hasList: false,
    canPutBack: false,
    severalCameras: false,
    whole: false,
    canFloat: false,
    floating: false,
    canFull: false,
    full: false,
    toggle: none,
    open: none,
    putBack: none,
    flip: none,
    toggleWhole: none,
    toggleFloat: none,
    toggleFull: none,
  };
  const icons = (change: Partial<Hands>) => toolsOf({ ...hands, ...change }).map((tool) => tool.icon);

  it("offers only what this browser and this person have [D4.4]", () => {
    expect(icons({})).toEqual(["chat", "settings", "fit", "shield", "keyboard"]);
    expect(icons({ hasList: true, canFull: true, canFloat: true, severalCameras: true, canPutBack: true })).toEqual([
      "chat", "list", "settings", "flip", "pip", "expand", "fit", "clock", "shield", "keyboard",
    ]);
  });

  it("shows unread messages", () => {
    expect(toolsOf(hands)[0]).toMatchObject({ badge: 2, on: false, place: "bar" });
  });
});

describe("coverPage", () => {
  it("puts the rest of the page out of reach, and back", () => {
    document.body.innerHTML = '<header></header><main><p></p><div id="room"></div></main><div id="toasts"></div>';
    const header = document.querySelector("header")!;
    const uncover = coverPage(document.getElementById("room")!);
    expect([header, document.querySelector("p")!].map((element) => element.inert)).toEqual([true, true]);
    expect(document.querySelector("main")!.inert).toBeFalsy();
    expect(document.getElementById("toasts")!.inert).toBeFalsy();
    uncover();
    expect(header.inert).toBe(false);
  });
});
