import { t, type Key } from "../i18n";
import type { IconName } from "../ui/icons";

export interface Tool {
  icon: IconName;
  label: string;
  run: () => void;
  /** In the bar: always, or where there is room; else behind "more". */
  place: "bar" | "wide" | "menu";
  /** A switch: pressed or not. */
  on?: boolean;
  badge?: number;
}

/** What the room offers to do, and how things stand. */
export interface Hands {
  panel: "chat" | "list" | null;
  unread: number;
  hasList: boolean;
  /** The practitioner, in the call, may send the patient back to the waiting room. */
  canPutBack: boolean;
  severalCameras: boolean;
  /** The whole picture is shown, with bars where need be. */
  whole: boolean;
  canFloat: boolean;
  floating: boolean;
  canFull: boolean;
  full: boolean;
  toggle: (panel: "chat" | "list") => void;
  open: (dialog: "devices" | "safety" | "shortcuts") => void;
  putBack: () => void;
  flip: () => void;
  toggleWhole: () => void;
  toggleFloat: () => void;
  toggleFull: () => void;
}

/** The tools besides microphone, camera and leaving, in their order. */
export function toolsOf(hands: Hands): Tool[] {
  const make = (icon: IconName, key: Key, place: Tool["place"], run: () => void): Tool => ({
    icon,
    label: t(key),
    place,
    run,
  });
  const { panel, whole, floating, full, open, toggle } = hands;
  const tools: (Tool | false)[] = [
    {
      ...make("chat", "bar.chat", "bar", () => toggle("chat")),
      on: panel === "chat",
      badge: hands.unread,
    },
    hands.hasList && {
      ...make("list", "bar.waiting", "wide", () => toggle("list")),
      on: panel === "list",
    },
    make("settings", "bar.devices", "wide", () => open("devices")),
    hands.severalCameras && make("flip", "bar.flip", "wide", hands.flip),
    hands.canFloat && make("pip", floating ? "bar.unfloat" : "bar.float", "wide", hands.toggleFloat),
    hands.canFull &&
      make(full ? "shrink" : "expand", full ? "bar.unfull" : "bar.full", "wide", hands.toggleFull),
    make("fit", whole ? "bar.fill" : "bar.whole", "menu", hands.toggleWhole),
    hands.canPutBack && make("clock", "bar.put-back", "menu", hands.putBack),
    make("shield", "bar.safety", "menu", () => open("safety")),
    make("keyboard", "bar.shortcuts", "menu", () => open("shortcuts")),
  ];
  return tools.filter((tool) => tool !== false);
}
