import { t, type Key } from "../i18n";
import type { Quality } from "../rtc/protocol";
import type { SourceState } from "../rtc/media";
import type { MediaKind } from "../rtc/link";

/** "moyenne : des paquets se perdent". */
export function qualityWords(quality: Quality): string {
  const level = t(`quality.${quality.level}`);
  if (quality.level === "good" || quality.cause === "none") return level;
  return t("quality.because", { level, cause: t(`quality.cause.${quality.cause}`) });
}

const WORDS: Partial<Record<SourceState, string>> = {
  refused: "refused",
  missing: "missing",
  busy: "busy",
  lost: "lost",
  unsupported: "unsupported",
};

/** One sentence on why there is no sound or picture of one's own; null when all is well. */
export function sourceTrouble(kind: MediaKind, state: SourceState): string | null {
  const word = WORDS[state];
  return word ? t(`source.${kind}.${word}` as Key) : null;
}
