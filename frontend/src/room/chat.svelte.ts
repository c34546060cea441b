import type { ChatMessage } from "../rtc/protocol";
import { uuid } from "../rtc/uuid";

export interface ChatEntry {
  key: string;
  mine: boolean;
  name: string;
  text: string;
  at: string;
  state: "sent" | "sending" | "failed";
}

/** The server's limit for one message, characters. */
export const CHAT_LIMIT = 4_000;

/** The conversation as it is shown: what the server confirmed, and what is on its way. */
export class ChatLog {
  entries = $state<ChatEntry[]>([]);
  unread = $state(0);
  /** The panel is open and seen: nothing new is unread. */
  open = $state(false);
  #you = "";

  /** The last messages as the server knows them, at each welcome; what is on its way stays. */
  replace(you: string, messages: ChatMessage[]): void {
    const before = new Set(this.entries.map((entry) => entry.key));
    const fresh = this.#you !== "" && !this.open;
    this.#you = you;
    const known = messages.map((message) => this.#entry(message));
    const keys = new Set(known.map((entry) => entry.key));
    const waiting = this.entries.filter((entry) => entry.state !== "sent" && !keys.has(entry.key));
    if (fresh) {
      this.unread += known.filter((entry) => !entry.mine && !before.has(entry.key)).length;
    }
    this.entries = [...known, ...waiting];
  }

  /** A message of the socket; returns it when it is news from somebody else. */
  add(message: ChatMessage): ChatEntry | null {
    const entry = this.#entry(message);
    const place = this.entries.findIndex((one) => one.key === entry.key);
    if (place >= 0) {
      this.entries[place] = entry;
      return null;
    }
    this.entries.push(entry);
    if (entry.mine) return null;
    if (!this.open) this.unread++;
    return entry;
  }

  /** Shows one's own message before the server has it; returns its id for sending. */
  optimistic(name: string, text: string): string {
    const key = uuid();
    const at = new Date().toISOString();
    this.entries.push({ key, mine: true, name, text, at, state: "sending" });
    return key;
  }

  fail(key: string): void {
    const entry = this.entries.find((one) => one.key === key);
    if (entry) entry.state = "failed";
  }

  retry(key: string): string | null {
    const entry = this.entries.find((one) => one.key === key);
    if (!entry) return null;
    entry.state = "sending";
    return entry.text;
  }

  show(open: boolean): void {
    this.open = open;
    if (open) this.unread = 0;
  }

  #entry(message: ChatMessage): ChatEntry {
    return {
      key: message.client_id ?? message.id,
      mine: message.from === this.#you,
      name: message.name,
      text: message.text,
      at: message.at,
      state: "sent",
    };
  }
}
