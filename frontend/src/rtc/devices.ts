/** Which cameras, microphones and speakers there are, and which ones this person prefers. */

export type DeviceKind = "camera" | "microphone" | "speaker";

export interface Device {
  id: string;
  label: string;
}

export type DeviceList = Record<DeviceKind, Device[]>;
export type DeviceChoice = Partial<Record<DeviceKind, string>>;

const KEY = "visavis.devices";
const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};

/** Devices by kind; labels are empty until the person allowed one. Never rejects. */
export async function listDevices(): Promise<DeviceList> {
  const list: DeviceList = { camera: [], microphone: [], speaker: [] };
  const found = await navigator.mediaDevices?.enumerateDevices?.().catch(() => []);
  for (const device of found ?? []) {
    // Chromium lists the default twice: as itself and as "default"/"communications".
    if (!device.deviceId || device.deviceId === "communications") continue;
    list[KINDS[device.kind]].push({ id: device.deviceId, label: device.label });
  }
  return list;
}

export function rememberedDevices(): DeviceChoice {
  try {
    const choice: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof choice === "object" && choice !== null ? (choice) : {};
  } catch {
    return {};
  }
}

export function rememberDevice(kind: DeviceKind, id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...rememberedDevices(), [kind]: id }));
  } catch {
    // Nothing is kept in this browser; the choice lasts as long as the page.
  }
}

/** Sound output can be chosen (Chromium, Firefox; not Safari on the phone). */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

/** Sends an element's sound to the speaker; stays on the default where that fails. */
export async function useSpeaker(element: HTMLMediaElement, id: string | undefined): Promise<void> {
  if (!id || !canChooseSpeaker()) return;
  await element.setSinkId(id).catch(() => undefined);
}
