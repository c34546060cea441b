import { beforeEach, describe, expect, it, vi } from "vitest";
import { startCopy } from "./copy";
import { startDialogs } from "./dialogs";
import { startFocus } from "./focus";
import { startMenus } from "./menus";
import { counted, startTitleCount } from "./title";

beforeEach(() => {
  document.body.innerHTML = "";
});

describe("menus", () => {
  const menu = (id: string) =>
    `<details data-menu id="${id}" open><summary>m</summary><div><button class="drop-item">1</button><button class="drop-item">2</button></div></details>`;
  startMenus();

  it("keeps one open, closes on Escape and gives the focus back", () => {
    document.body.innerHTML = menu("one") + menu("two");
    const one = document.getElementById("one") as HTMLDetailsElement;
    const two = document.getElementById("two") as HTMLDetailsElement;
    one.querySelector("button")!.click();
    expect([one.open, two.open]).toEqual([true, false]);
    one.querySelector("button")!.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(one.open).toBe(false);
  });

  it("walks with the arrows, around the ends", () => {
    document.body.innerHTML = menu("one");
    const items = document.querySelectorAll<HTMLElement>(".drop-item");
    items[0]!.focus();
    const press = (key: string) =>
      document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    press("ArrowDown");
    expect(document.activeElement).toBe(items[1]);
    press("ArrowDown");
    expect(document.activeElement).toBe(items[0]);
    press("ArrowUp");
    expect(document.activeElement).toBe(items[1]);
  });
});

describe("dialogs", () => {
  it("opens by its button and closes by its own", () => {
    startDialogs();
    document.body.innerHTML = `<button data-opens="d"></button><dialog id="d"><button data-closes></button></dialog>`;
    const dialog = document.querySelector("dialog")!;
    dialog.showModal = vi.fn();
    dialog.close = vi.fn();
    document.querySelector<HTMLElement>("[data-opens]")!.click();
    expect(dialog.showModal).toHaveBeenCalledOnce();
    document.querySelector<HTMLElement>("[data-closes]")!.click();
    expect(dialog.close).toHaveBeenCalledOnce();
  });
});

describe("copy", () => {
  it("copies and says so", async () => {
    startCopy();
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    document.body.innerHTML = `<button data-copy="abc" data-copied="Copied"><span>Copy</span></button>`;
    document.querySelector<HTMLElement>("button")!.click();
    await vi.waitFor(() => expect(document.querySelector("span")!.textContent).toBe("Copied"));
    expect(writeText).toHaveBeenCalledWith("abc");
    vi.unstubAllGlobals();
  });
});

describe("title", () => {
  it("puts the count before the title, once", () => {
    expect(counted("Waiting room", 2)).toBe("(2) Waiting room");
    expect(counted("(2) Waiting room", 3)).toBe("(3) Waiting room");
    expect(counted("(2) Waiting room", 0)).toBe("Waiting room");
  });

  it("follows the page", () => {
    document.title = "Desk";
    document.body.innerHTML = `<span data-title-count="2"></span><span data-title-count=""></span>`;
    startTitleCount();
    expect(document.title).toBe("(2) Desk");
    document.querySelector<HTMLElement>("span")!.dataset.titleCount = "0";
    document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
    expect(document.title).toBe("Desk");
  });
});

it("starts at the message of a page that came back", () => {
  document.body.innerHTML = `<div tabindex="-1" data-focus></div>`;
  startFocus();
  expect(document.activeElement).toBe(document.querySelector("[data-focus]"));
});
