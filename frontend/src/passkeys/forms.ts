/**
 * `<form data-passkey="create|show|login">`: its button asks the device, puts the answer into the
 * field `credential` and sends the form. What goes wrong shows `[data-passkey-error]`.
 */
import { make, show } from "./ceremony";

type Options = Parameters<typeof make>[0];

export function startPasskeys(root: ParentNode = document): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void ask(form);
    });
  }
}

async function ask(form: HTMLFormElement): Promise<void> {
  const error = form.querySelector<HTMLElement>("[data-passkey-error]");
  if (error) error.hidden = true;
  try {
    const options = await optionsOf(form);
    const answer = form.dataset.passkey === "create" ? await make(options) : await show(options);
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    field.value = JSON.stringify(answer);
    keepRemember(form);
    form.submit();
  } catch {
    if (error) error.hidden = false;
  }
}

async function optionsOf(form: HTMLFormElement): Promise<Options> {
  const written = document.getElementById("passkey-options")?.textContent;
  if (written) return JSON.parse(written) as Options;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return ((await answer.json()) as { request_options: Options }).request_options;
}

/** « Stay signed in » stands in the other form of the page and counts for both. */
function keepRemember(form: HTMLFormElement): void {
  const box = document.querySelector<HTMLInputElement>('input[type="checkbox"][name="remember"]');
  if (form.dataset.passkey !== "login" || !box?.checked) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "remember", value: "on" });
  form.append(field);
}
