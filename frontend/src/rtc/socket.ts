import { retryDelay } from "./backoff";
import { Emitter } from "./emitter";
import { PING_EVERY_MS, SILENCE_LIMIT_MS } from "./protocol";

/** How long a line may take to answer after the page or the network woke up. */
const DOUBT_MS = 2_500;

export interface SocketEvents {
  /** A connection is open; send the first frame now. */
  open: undefined;
  frame: { type?: string } & Record<string, unknown>;
  /** The connection is gone; `final` when it will not be opened again by itself. */
  down: { code: number; final: boolean };
}

export interface SocketOptions {
  /** Address for the next attempt; may fetch what it needs. A rejection counts as a failure. */
  url: () => string | Promise<string>;
  /** Close codes after which it stays closed. */
  finalCodes?: readonly number[];
  create?: (url: string) => WebSocket;
}

/**
 * A WebSocket that comes back: exponential backoff with jitter, at once when the network or the
 * page wakes up, and when the line has been silent for too long although we pinged (a phone that
 * slept does not notice that its connection died).
 */
export class ReconnectingSocket extends Emitter<SocketEvents> {
  #options: SocketOptions;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #pulse: ReturnType<typeof setInterval> | null = null;
  #heardAt = 0;
  #frames = 0;
  #wanted = false;
  #opening = 0;
  #stopListening: (() => void) | null = null;

  constructor(options: SocketOptions) {
    super();
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#attempt = 0;
    this.#listenForWakeUp();
    void this.#connect();
  }

  /** Returns false when there is no open connection: nothing is queued here. */
  send(frame: object): boolean {
    if (!this.#socket || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  stop(code = 1000): void {
    this.#wanted = false;
    this.#stopListening?.();
    this.#stopListening = null;
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    this.#opening++;
    socket?.close(code);
  }

  /** Drops the present connection, if any, and opens another at once. */
  reopen(): void {
    if (!this.#wanted) return;
    this.#clearTimers();
    this.#drop(4000);
    this.#attempt = 0;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const turn = ++this.#opening;
    let url: string;
    try {
      url = await this.#options.url();
    } catch {
      if (turn === this.#opening && this.#wanted) this.#later(1006);
      return;
    }
    if (turn !== this.#opening || !this.#wanted) return;
    const socket = (this.#options.create ?? ((address) => new WebSocket(address)))(url);
    this.#socket = socket;
    this.#heardAt = performance.now();
    this.#startPulse();
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#heardAt = performance.now();
      this.emit("open", undefined);
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (socket === this.#socket) this.#read(event.data);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    };
  }

  #read(text: unknown): void {
    this.#heardAt = performance.now();
    this.#frames++;
    if (typeof text !== "string") return;
    let frame: SocketEvents["frame"];
    try {
      frame = JSON.parse(text) as SocketEvents["frame"];
    } catch {
      return;
    }
    if (frame.type === "ping") this.send({ type: "pong" });
    else if (frame.type !== "pong") {
      // What the server has to say proves that it serves us: only then is the next loss a new one.
      this.#attempt = 0;
      this.emit("frame", frame);
    }
  }

  #closed(code: number): void {
    this.#socket = null;
    this.#clearTimers();
    const final = this.#options.finalCodes?.includes(code) ?? false;
    if (final) {
      this.stop();
      this.emit("down", { code, final });
    } else if (this.#wanted) {
      this.#later(code);
    }
  }

  #later(code: number): void {
    this.#clearTimers();
    this.emit("down", { code, final: false });
    if (!this.#wanted) return;
    this.#retry = setTimeout(() => void this.#connect(), retryDelay(this.#attempt++));
  }

  #drop(code: number): void {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
    this.emit("down", { code, final: false });
  }

  #startPulse(): void {
    if (this.#pulse) clearInterval(this.#pulse);
    this.#pulse = setInterval(() => this.#beat(), PING_EVERY_MS);
  }

  #beat(): void {
    if (performance.now() - this.#heardAt > SILENCE_LIMIT_MS) this.reopen();
    else this.send({ type: "ping" });
  }

  #listenForWakeUp(): void {
    const online = () => this.#wake();
    const visible = () => {
      if (document.visibilityState === "visible") this.#wake();
    };
    window.addEventListener("online", online);
    window.addEventListener("pageshow", visible);
    document.addEventListener("visibilitychange", visible);
    this.#stopListening = () => {
      window.removeEventListener("online", online);
      window.removeEventListener("pageshow", visible);
      document.removeEventListener("visibilitychange", visible);
    };
  }

  /** The network or the page is back: do not wait for the timer, and test a doubtful line. */
  #wake(): void {
    if (this.#retry) this.reopen();
    else if (this.isOpen) this.#doubt();
  }

  /** A line that slept may be dead without knowing: it has a moment to answer. */
  #doubt(): void {
    const socket = this.#socket;
    const before = this.#frames;
    this.send({ type: "ping" });
    setTimeout(() => {
      if (socket === this.#socket && this.#frames === before) this.reopen();
    }, DOUBT_MS);
  }

  #clearTimers(): void {
    if (this.#retry) clearTimeout(this.#retry);
    if (this.#pulse) clearInterval(this.#pulse);
    this.#retry = this.#pulse = null;
  }
}

/** ws(s)://this-host + path. */
export function socketUrl(path: string): string {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${path}`;
}
