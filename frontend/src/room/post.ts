/** A POST of the visit's screens: JSON in, JSON out. */
export interface Answer {
  ok: boolean;
  status: number;
  body: Record<string, unknown>;
}

/** Never rejects: no network is status 0. */
export async function post(url: string, csrf: string, data?: object): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": csrf,
      },
      body: data ? JSON.stringify(data) : null,
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    let body: unknown = {};
    try {
      body = text ? JSON.parse(text) : {};
    } catch {
      // A page instead of JSON: the status says enough.
    }
    return { ok: response.ok, status: response.status, body: (body ?? {}) as Answer["body"] };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}
