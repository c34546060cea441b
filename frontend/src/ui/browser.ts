/** Which browser this is, as far as it matters for telling people where to click. */
export type BrowserFamily = "chrome" | "android" | "firefox" | "safari" | "ios";

export function browserFamily(agent: string = navigator.userAgent): BrowserFamily {
  const touchMac = /Macintosh/.test(agent) && navigator.maxTouchPoints > 1;
  if (/iPhone|iPad|iPod/.test(agent) || touchMac) return "ios";
  if (/Android/.test(agent)) return "android";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Safari\//.test(agent) && !/Chrom(e|ium)\//.test(agent)) return "safari";
  return "chrome";
}

const SYSTEMS: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad|iPod/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

const BROWSERS: [RegExp, string][] = [
  [/SamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/Edg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/OPR\/(\d+)/, "Opera"],
  [/Firefox\/(\d+)|FxiOS\/(\d+)/, "Firefox"],
  [/Chrom(?:e|ium)\/(\d+)|CriOS\/(\d+)/, "Chrome"],
  [/Version\/(\d+).*Safari/, "Safari"],
];

/** "Chrome 141 · Android", for the one who helps. */
export function browserName(agent: string = navigator.userAgent): string {
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1] ?? "?";
  for (const [pattern, name] of BROWSERS) {
    const match = pattern.exec(agent);
    if (match) return `${name} ${match[1] ?? match[2] ?? ""} · ${system}`;
  }
  return system;
}
