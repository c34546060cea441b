import { mount, type Component } from "svelte";
import { speak } from "../i18n";
import { readConfig, type RoomConfig } from "./config";

/** Reads the page's config and puts the screen into #visit-app. */
export async function start<Props extends { config: RoomConfig }>(
  load: () => Promise<{ default: Component<Props> }>,
): Promise<void> {
  const target = document.getElementById("visit-app");
  if (!target) return;
  const config = readConfig();
  const [screen] = await Promise.all([load(), speak(config.language)]);
  target.replaceChildren();
  mount(screen.default, { target, props: { config } as Props });
}
