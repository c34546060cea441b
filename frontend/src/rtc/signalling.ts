import { Emitter } from "./emitter";
import {
  CLOSE,
  type ClientFrame,
  type IceSettings,
  type MediaFlags,
  type ServerFrame,
  type SignalData,
  type TicketAnswer,
} from "./protocol";
import { ReconnectingSocket, socketUrl } from "./socket";

export type LineStatus =
  /** First connection under way. */
  | "connecting"
  | "open"
  /** Lost; coming back by itself. */
  | "away"
  /** The server does not let us in. */
  | "refused"
  /** Another window of the same person took the place. */
  | "replaced"
  | "ended"
  /** We left on purpose. */
  | "left";

export type WelcomeFrame = Extract<ServerFrame, { type: "welcome" }>;

export interface SignallingEvents {
  status: LineStatus;
  welcome: WelcomeFrame;
  frame: Exclude<ServerFrame, { type: "welcome" | "ping" | "pong" }>;
}

export interface SignallingOptions {
  socketPath: string;
  ticketUrl: string;
  csrf: string;
  session: string;
  fetch?: typeof fetch;
  create?: (url: string) => WebSocket;
}

/** The server answered the request for a ticket, and the answer was no. */
class TicketRefused extends Error {
  constructor(readonly status: number) {
    super(`ticket refused: ${status}`);
  }
}

/** A ticket is good for a minute; do not come with one that is about to expire. */
const TICKET_MARGIN_MS = 3_000;
const TRY_CHAT_AGAIN_MS = 3_000;
/** Refusals that pass by themselves. */
const COMES_AGAIN = new Set(["unavailable", "too-fast"]);

/**
 * The visit's socket: gets tickets, says hello, comes back after a loss. Chat messages that were
 * not confirmed are sent again (the server keeps one per `client_id`); signals are not kept,
 * because the media layer starts over from what is true when the line is back.
 */
export class Signalling extends Emitter<SignallingEvents> {
  readonly session: string;
  #options: SignallingOptions;
  #socket: ReconnectingSocket;
  #ticket: { value: string; until: number } | null = null;
  #media: MediaFlags = { audio: false, video: false };
  #unconfirmed = new Map<string, string>();
  #welcomed = false;
  #status: LineStatus = "connecting";
  /** With the moment (performance.now) until which the credential is good. */
  #ice: { settings: IceSettings; until: number } | null = null;

  constructor(options: SignallingOptions) {
    super();
    this.#options = options;
    this.session = options.session;
    this.#socket = this.#build();
  }

  get status(): LineStatus {
    return this.#status;
  }

  start(): void {
    this.#setStatus("connecting");
    this.#socket.start();
  }

  /** Takes the place back from another window. */
  resume(): void {
    this.#ticket = null;
    this.#socket.stop();
    this.#socket = this.#build();
    this.start();
  }

  /** Says goodbye and closes. */
  leave(): void {
    this.#socket.send({ type: "bye" } satisfies ClientFrame);
    this.close("left");
  }

  close(status: LineStatus = "left"): void {
    this.#socket.stop();
    this.#setStatus(status);
  }

  sendSignal(to: string, data: SignalData): boolean {
    return this.#send({ type: "signal", to, data });
  }

  sendMedia(flags: MediaFlags): void {
    this.#media = flags;
    this.#send({ type: "media", ...flags });
  }

  sendQuality(quality: Omit<Extract<ClientFrame, { type: "quality" }>, "type">): void {
    this.#send({ type: "quality", ...quality });
  }

  /** Kept until the server confirms it. */
  sendChat(text: string, clientId: string): void {
    this.#unconfirmed.set(clientId, text);
    this.#send({ type: "chat", text, client_id: clientId });
  }

  /** Forget a message that the server refused. */
  dropChat(clientId: string): void {
    this.#unconfirmed.delete(clientId);
  }

  /** ICE servers with a credential that is still good; fetches a new one when it is not. */
  async freshIce(): Promise<IceSettings> {
    if (this.#ice && this.#ice.until > performance.now()) return this.#ice.settings;
    return (await this.#fetchTicket()).ice;
  }

  #build(): ReconnectingSocket {
    const socket = new ReconnectingSocket({
      url: () => this.#address(),
      finalCodes: [CLOSE.refused, CLOSE.replaced, CLOSE.ended],
      create: this.#options.create,
    });
    socket.on("open", () => this.#hello());
    socket.on("frame", (frame) => this.#receive(frame as unknown as ServerFrame));
    socket.on("down", ({ code, final }) => this.#down(code, final));
    return socket;
  }

  /** A ticket in hand is the condition for opening a socket. */
  async #address(): Promise<string> {
    if (!this.#ticket || this.#ticket.until < performance.now()) {
      try {
        await this.#fetchTicket();
      } catch (error) {
        if (error instanceof TicketRefused) this.#giveUp(error.status);
        throw error;
      }
    }
    return socketUrl(this.#options.socketPath);
  }

  #giveUp(status: number): void {
    if (status === 410) this.close("ended");
    else if ([401, 403, 404].includes(status)) this.close("refused");
  }

  async #fetchTicket(): Promise<TicketAnswer> {
    const response = await (this.#options.fetch ?? fetch)(this.#options.ticketUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": this.#options.csrf,
      },
      body: "{}",
      signal: AbortSignal.timeout(8_000),
    });
    if (!response.ok) throw new TicketRefused(response.status);
    const answer = (await response.json()) as TicketAnswer;
    const lasts = Date.parse(answer.expires_at) - Date.parse(answer.visit.server_now);
    this.#ticket = {
      value: answer.ticket,
      until: performance.now() + lasts - TICKET_MARGIN_MS,
    };
    this.#keepIce(answer.ice, answer.visit.server_now);
    return answer;
  }

  /** By the server's clock, for the page's may be wrong; a minute early. */
  #keepIce(settings: IceSettings, serverNow: string): void {
    const lasts = settings.expires_at
      ? Date.parse(settings.expires_at) - Date.parse(serverNow) - 60_000
      : Infinity;
    this.#ice = { settings, until: performance.now() + lasts };
  }

  #hello(): void {
    this.#send({
      type: "hello",
      ticket: this.#ticket?.value ?? "",
      resume: this.#welcomed,
      session: this.session,
      media: this.#media,
    });
  }

  #receive(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        this.#welcomed = true;
        this.#keepIce(frame.ice, frame.visit.server_now);
        this.#setStatus("open");
        this.emit("welcome", frame);
        this.#sendUnconfirmed(new Set(frame.chat.map((message) => message.client_id)));
        return;
      case "chat":
        if (frame.client_id) this.#unconfirmed.delete(frame.client_id);
        break;
      case "error":
        if (COMES_AGAIN.has(frame.code)) {
          this.#tryLater(frame.client_id);
          return;
        }
        break;
      case "ping":
      case "pong":
        return;
    }
    this.emit("frame", frame);
  }

  /** The server could not store a message just now: it gets it again a little later. */
  #tryLater(clientId: string | undefined): void {
    setTimeout(() => {
      const text = clientId ? this.#unconfirmed.get(clientId) : undefined;
      if (clientId && text) this.#send({ type: "chat", text, client_id: clientId });
    }, TRY_CHAT_AGAIN_MS);
  }

  #sendUnconfirmed(known: Set<string | null>): void {
    for (const [clientId, text] of this.#unconfirmed) {
      if (known.has(clientId)) this.#unconfirmed.delete(clientId);
      else this.#send({ type: "chat", text, client_id: clientId });
    }
  }

  #down(code: number, final: boolean): void {
    if (final) {
      const status = code === CLOSE.ended ? "ended" : code === CLOSE.replaced ? "replaced" : "refused";
      this.#setStatus(status);
      return;
    }
    if (code === CLOSE.ticket) this.#ticket = null;
    if (this.#status === "open") this.#setStatus("away");
  }

  #send(frame: ClientFrame): boolean {
    return this.#socket.send(frame);
  }

  #setStatus(status: LineStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.emit("status", status);
  }
}
