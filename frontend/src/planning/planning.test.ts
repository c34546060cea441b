import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { minuteAt, startPlanning } from "./planning";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T08:30:00Z") });
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
});
afterEach(() => vi.useRealTimers());

test("minutes are those of the practice's zone", () => {
  expect(minuteAt(new Date("2026-11-23T08:30:00Z"), "Europe/Paris")).toBe(570);
  expect(minuteAt(new Date("2026-11-23T23:30:00Z"), "Europe/Paris")).toBe(30);
});

test("the line of now follows the clock", () => {
  document.body.innerHTML = `<section data-zone="Europe/Paris"><i data-now></i></section>`;
  startPlanning();
  const line = document.querySelector<HTMLElement>("[data-now]");
  expect(line?.style.getPropertyValue("--at")).toBe("570");
  vi.advanceTimersByTime(120_000);
  expect(line?.style.getPropertyValue("--at")).toBe("572");
});

test("an appointment that arrived opens its panel", () => {
  document.body.innerHTML = `<dialog id="appointment-panel"><div id="appointment"></div></dialog>`;
  startPlanning();
  document
    .querySelector("#appointment")
    ?.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
  expect(document.querySelector<HTMLDialogElement>("dialog")?.open).toBe(true);
});

test("the dialog to open a blocked time again knows which", () => {
  document.body.innerHTML = `<button data-closure="c-1" data-what="Congés, 9:00–12:00"></button>
    <dialog id="reopen"><input name="closure" value=""><p data-what></p></dialog>`;
  startPlanning();
  document.querySelector<HTMLElement>("[data-closure]")?.click();
  expect(document.querySelector<HTMLInputElement>("input")?.value).toBe("c-1");
  expect(document.querySelector("p")?.textContent).toBe("Congés, 9:00–12:00");
});
