import { mount, type Component } from "svelte";
import { speak } from "../i18n";
import { readConfig, type RoomConfig } from "./config";

/** Reads the page's config and puts the screen into #visit-app. */
export async function start(
  screen: Component<{ config: RoomConfig }>,
  begin: (config: RoomConfig) => void = () => undefined,
): Promise<void> {
  const target = document.getElementById("visit-app");
  if (!target) return;
  const config = readConfig();
  begin(config);
  await speak(config.language);
  target.replaceChildren();
  mount(screen, { target, props: { config } });
}
