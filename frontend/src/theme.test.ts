import { beforeEach, expect, it } from "vitest";
import { listenForTheme } from "./theme";

const buttons = () => [...document.querySelectorAll<HTMLElement>("[data-theme-set]")];
const pressed = () => buttons().map((button) => button.getAttribute("aria-pressed"));

beforeEach(() => {
  document.cookie = "visavis_theme=; path=/; max-age=0";
  delete document.documentElement.dataset.theme;
  document.body.innerHTML = `<div data-theme-choices hidden>${["auto", "light", "dark"]
    .map((choice) => `<button data-theme-set="${choice}"></button>`)
    .join("")}</div>`;
});

it("shows its choices, follows the device until one is made, and keeps it in a cookie", () => {
  listenForTheme();
  expect(document.querySelector<HTMLElement>("[data-theme-choices]")!.hidden).toBe(false);
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(pressed()).toEqual(["true", "false", "false"]);

  buttons()[2]!.click();
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(document.cookie).toContain("visavis_theme=dark");
  expect(pressed()).toEqual(["false", "false", "true"]);

  buttons()[0]!.click();
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(document.cookie).not.toContain("visavis_theme");
});

it("finds the choice made before", () => {
  document.cookie = "visavis_theme=light; path=/";
  listenForTheme();
  expect(document.documentElement.dataset.theme).toBe("light");
  expect(pressed()).toEqual(["false", "true", "false"]);
});
