import { browserName } from "../ui/browser";
import type { SourceState } from "../rtc/media";
import type { RoomConfig } from "../room/config";
import type { Local } from "../room/local.svelte";
import { post } from "../room/post";
import { testNetwork } from "./network";
import type {
  CameraState,
  CheckResult,
  MicrophoneState,
  NetworkResult,
  SpeakerState,
  Verdict,
} from "./result";
import { gradeNetwork, verdictOf, type NetworkGrade } from "./verdict";

/** Louder than a quiet room: somebody speaks. */
const SPEECH = 0.35;
const SILENT_AFTER_MS = 7_000;

/** The course of a device check; the screen reads its fields and calls its verbs. */
export class Check {
  readonly config: RoomConfig;
  readonly local: Local;
  started = $state(false);
  heardVoice = $state(false);
  silentFor = $state(false);
  speaker = $state<SpeakerState>("untested");
  networkBusy = $state(false);
  network = $state.raw<NetworkResult | null>(null);
  networkTested = $state(false);
  #posted = "";

  constructor(config: RoomConfig, local: Local) {
    this.config = config;
    this.local = local;
  }

  get camera(): CameraState {
    return settled(this.local.video);
  }

  get microphone(): MicrophoneState {
    const state = settled(this.local.audio);
    return state === "ok" && !this.heardVoice ? "silent" : state;
  }

  get grade(): NetworkGrade {
    return gradeNetwork(this.network);
  }

  get done(): boolean {
    const starting = this.local.video === "starting" || this.local.audio === "starting";
    return this.started && this.networkTested && !this.networkBusy && !starting;
  }

  get verdict(): Verdict {
    return verdictOf(this.camera, this.microphone, this.network);
  }

  /** From a click where possible: browsers then allow sound as well. */
  async start(): Promise<void> {
    this.started = true;
    void this.testNetwork();
    await this.local.media.start();
    await this.local.refreshDevices();
    setTimeout(() => (this.silentFor = !this.heardVoice), SILENT_AFTER_MS);
  }

  async testNetwork(): Promise<void> {
    this.networkBusy = true;
    this.network = await testNetwork(this.config.ice, this.config.probeUrl, this.config.csrf);
    this.networkBusy = false;
    this.networkTested = true;
  }

  loud(level: number): void {
    if (level < SPEECH) return;
    this.heardVoice = true;
    this.silentFor = false;
  }

  /** Camera and microphone anew, and the network: after the person changed something. */
  async again(): Promise<void> {
    await Promise.all([this.local.media.recover(), this.testNetwork()]);
    await this.local.refreshDevices();
  }

  result(): CheckResult {
    return {
      verdict: this.verdict,
      camera: this.camera,
      microphone: this.microphone,
      speaker: this.speaker,
      network: this.network,
      browser: browserName().slice(0, 80),
    };
  }

  /** Tells the server what was found, once per finding. Where to go next, if it says so. */
  async report(): Promise<string | null> {
    if (!this.config.checkUrl) return null;
    const result = this.result();
    const text = JSON.stringify(result);
    if (text === this.#posted) return null;
    const answer = await post(this.config.checkUrl, this.config.csrf, result);
    if (answer.ok) this.#posted = text;
    return typeof answer.body.next === "string" ? answer.body.next : null;
  }
}

function settled(state: SourceState): CameraState {
  if (state === "live") return "ok";
  if (state === "lost") return "busy";
  return state === "starting" ? "off" : state;
}
