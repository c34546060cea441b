import type { Attachment } from "svelte/attachments";
import { useSpeaker } from "../rtc/devices";

/**
 * Plays a stream in a media element. A browser that refuses to play sound before a tap gets the
 * picture at once, without sound, and `blocked(true)` asks for the tap.
 */
export function play(
  stream: MediaStream | null,
  blocked?: (blocked: boolean) => void,
): Attachment<HTMLVideoElement> {
  return (element) => {
    if (element.srcObject !== stream) element.srcObject = stream;
    if (stream) void begin(element, blocked);
  };
}

async function begin(
  element: HTMLVideoElement,
  blocked?: (blocked: boolean) => void,
): Promise<void> {
  try {
    await element.play();
    blocked?.(false);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
    if (!blocked || element.muted) return;
    element.muted = true;
    blocked(true);
    await element.play().catch(() => undefined);
  }
}

export function speaker(id: string | undefined): Attachment<HTMLVideoElement> {
  return (element) => {
    void useSpeaker(element, id);
  };
}
