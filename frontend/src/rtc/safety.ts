/**
 * The safety code: both people read the same digits to each other; somebody between them would
 * have to present other DTLS certificates, so the digits would differ.
 */

const GROUPS = 4;
const DIGITS = 4;

/** Four groups of four digits from two certificate fingerprints, in whichever order. */
export async function safetyCode(one: string, other: string): Promise<string> {
  const text = [one, other].map(plain).sort().join("|");
  const hash = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  const groups: string[] = [];
  for (let index = 0; index < GROUPS; index++) {
    const view = new DataView(hash.buffer, index * 8, 8);
    const number = view.getBigUint64(0) % 10n ** BigInt(DIGITS);
    groups.push(number.toString().padStart(DIGITS, "0"));
  }
  return groups.join(" ");
}

function plain(fingerprint: string): string {
  return fingerprint.toLowerCase().replace(/[^0-9a-f]/g, "");
}

interface TransportStat {
  type: string;
  localCertificateId?: string;
  remoteCertificateId?: string;
}

/**
 * The fingerprints of the certificates that this connection really uses: from its statistics,
 * else (browsers that do not tell) from the descriptions, which DTLS holds the peer to.
 */
export async function fingerprints(pc: RTCPeerConnection): Promise<[string, string] | null> {
  const report = await pc.getStats();
  for (const stat of report.values() as IterableIterator<TransportStat>) {
    if (stat.type !== "transport") continue;
    const local = fingerprintOf(report, stat.localCertificateId);
    const remote = fingerprintOf(report, stat.remoteCertificateId);
    if (local && remote) return [local, remote];
  }
  const local = fingerprintIn(pc.currentLocalDescription?.sdp);
  const remote = fingerprintIn(pc.currentRemoteDescription?.sdp);
  return local && remote ? [local, remote] : null;
}

function fingerprintOf(report: RTCStatsReport, id: string | undefined): string | null {
  if (!id) return null;
  const certificate = report.get(id) as { fingerprint?: string } | undefined;
  return certificate?.fingerprint ?? null;
}

/** The first `a=fingerprint:` of an SDP, without the name of the hash. */
export function fingerprintIn(sdp: string | undefined): string | null {
  return /^a=fingerprint:\S+ ([0-9A-Fa-f:]+)/m.exec(sdp ?? "")?.[1] ?? null;
}
