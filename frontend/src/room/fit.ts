/** At least this share of the picture's longer side stays visible when it fills the screen. */
const VISIBLE = 0.6;

export interface Box {
  width: number;
  height: number;
}

/**
 * The box for a picture on a stage: it fills the stage as long as no more than 40 % of it is cut
 * off; beyond (an upright telephone seen on a wide screen, or the reverse) the box grows only as
 * far as that. With `whole`, nothing is cut off. The picture itself is drawn with object-fit cover.
 */
export function fit(stage: Box, picture: Box, whole: boolean): Box {
  if (!stage.width || !stage.height || !picture.width || !picture.height) return stage;
  const screen = stage.width / stage.height;
  const image = picture.width / picture.height;
  const share = whole ? 1 : VISIBLE;
  if (screen < image) {
    const height = Math.min(stage.height, stage.width / (image * share));
    return { width: stage.width, height };
  }
  const width = Math.min(stage.width, (stage.height * image) / share);
  return { width, height: stage.height };
}

/** "MD" for "Dr Marie Dupont": of the last two words that begin with a letter. */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word) && !/\.$/.test(word));
  const titles = new Set(["dr", "pr", "mme", "mr", "m", "docteur", "prof"]);
  const names = words.filter((word) => !titles.has(word.toLowerCase()));
  const chosen = names.length > 1 ? [names[0]!, names[names.length - 1]!] : names;
  return chosen.map((word) => word[0]!.toUpperCase()).join("") || "·";
}

/** "4:07", "1:02:09". */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
