/** The visit's screens, each in a file of its own that is fetched when it is needed. */
export const screens = {
  check: () => import("../check/DeviceCheck.svelte"),
  wait: () => import("../waiting/Waiting.svelte"),
  room: () => import("./Room.svelte"),
};

/** Fetches a screen, again and again where the network is away just then. */
export async function fetched<Screen>(load: () => Promise<{ default: Screen }>): Promise<Screen> {
  for (;;) {
    try {
      return (await load()).default;
    } catch {
      await new Promise((done) => setTimeout(done, 1_500));
    }
  }
}

/** Begins to fetch a screen that will be wanted; a failure is the next one's business. */
export function prefetch(name: keyof typeof screens): void {
  screens[name]().catch(() => undefined);
}
