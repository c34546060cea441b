import { beforeEach, expect, it } from "vitest";
import { markStep } from "./journey";

beforeEach(() => {
  document.body.innerHTML = `
    <div data-journey="check wait consult finish" data-done="(fait)"><ol>
      <li aria-current="step"><span>Essai</span></li><li><span>Attente</span></li>
      <li><span>Consultation</span></li><li><span>Ensuite</span></li>
    </ol></div>`;
});

const texts = () => [...document.querySelectorAll("li")].map((step) => step.textContent);
const current = () => document.querySelector("[aria-current]")?.textContent;

it("moves the mark and says what is done", () => {
  markStep("wait");
  expect(current()).toBe("Attente");
  expect(texts()).toEqual(["Essai (fait)", "Attente", "Consultation", "Ensuite"]);
  expect(document.querySelectorAll(".is-done")).toHaveLength(1);
});

it("goes back as well, and says nothing twice", () => {
  markStep("consult");
  expect(document.querySelector<HTMLElement>("[data-journey]")?.hidden).toBe(true);
  markStep("wait");
  markStep("wait");
  expect(document.querySelector<HTMLElement>("[data-journey]")?.hidden).toBe(false);
  expect(texts()[0]).toBe("Essai (fait)");
});

it("does nothing where there are no steps or no such step", () => {
  markStep("pay");
  expect(current()).toBe("Essai");
  document.body.innerHTML = "";
  markStep("wait");
});
