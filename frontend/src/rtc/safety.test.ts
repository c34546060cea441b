import { describe, expect, it } from "vitest";
import { fingerprintIn, safetyCode } from "./safety";

const ONE = "AB:CD:EF:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D";
const TWO = ONE.replace("AB", "AC");

describe("safetyCode [D4.1]", () => {
  it("is the same on both sides, whoever is local, however it is written", async () => {
    const code = await safetyCode(ONE, TWO);
    expect(code).toMatch(/^\d{4} \d{4} \d{4} \d{4}$/);
    expect(await safetyCode(TWO, ONE)).toBe(code);
    expect(await safetyCode(TWO.toLowerCase(), ONE.replaceAll(":", ""))).toBe(code);
  });

  it("differs when either certificate does", async () => {
    const code = await safetyCode(ONE, TWO);
    expect(await safetyCode(ONE, ONE)).not.toBe(code);
    expect(await safetyCode(ONE, TWO.replace("1D", "1E"))).not.toBe(code);
  });
});

describe("fingerprintIn", () => {
  it("finds the fingerprint of a description", () => {
    const sdp = `v=0\r\na=ice-ufrag:x\r\na=fingerprint:sha-256 ${ONE}\r\na=setup:actpass\r\n`;
    expect(fingerprintIn(sdp)).toBe(ONE);
    expect(fingerprintIn("v=0\r\n")).toBeNull();
    expect(fingerprintIn(undefined)).toBeNull();
  });
});
