import { listDevices, rememberedDevices, rememberDevice, type DeviceList } from "../rtc/devices";
import { LocalMedia, type SourceState } from "../rtc/media";

/** One's own camera and microphone, for the screens: LocalMedia with fields Svelte can watch. */
export class Local {
  readonly media: LocalMedia;
  audio = $state<SourceState>("off");
  video = $state<SourceState>("off");
  muted = $state(false);
  audioTrack = $state.raw<MediaStreamTrack | null>(null);
  videoTrack = $state.raw<MediaStreamTrack | null>(null);
  devices = $state<DeviceList>({ camera: [], microphone: [], speaker: [] });
  speaker = $state<string | undefined>(rememberedDevices().speaker);
  /** The rear camera is not a mirror. */
  mirrored = $state(true);

  constructor(media = new LocalMedia()) {
    this.media = media;
    media.on("change", () => this.#read());
    media.on("track", () => {
      this.#read();
      void this.refreshDevices();
    });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.refreshDevices());
    this.#read();
  }

  get sendingAudio(): boolean {
    return this.audio === "live" && !this.muted;
  }

  get sendingVideo(): boolean {
    return this.video === "live";
  }

  /** Something that should be running is not: worth a word and a button. */
  get trouble(): boolean {
    return [this.audio, this.video].some((state) => !["live", "off", "starting"].includes(state));
  }

  async refreshDevices(): Promise<void> {
    this.devices = await listDevices();
  }

  chooseSpeaker(id: string): void {
    this.speaker = id;
    rememberDevice("speaker", id);
  }

  #read(): void {
    const { media } = this;
    this.audio = media.state.audio;
    this.video = media.state.video;
    this.muted = media.muted;
    this.audioTrack = media.track("audio");
    this.videoTrack = media.track("video");
    this.mirrored = this.videoTrack?.getSettings().facingMode !== "environment";
  }
}
