// A certified OpenID provider on a loopback port, for the tests: `node server.mjs PORT NAME`.
//
// Clients, accounts and faults are set while it runs, by POST /_control; its sign-in page asks
// nothing but who one is. It prints one line when it is ready, and ends with its standard input.
import { createServer } from "node:http";

const [port, name] = [Number(process.argv[2]), process.argv[3] ?? "east"];
const issuer = `http://127.0.0.1:${port}`;

// Its clock, which a test may set wrong. Before the provider is loaded, which keeps Date.now.
const realNow = Date.now;
let offset = 0;
Date.now = () => realNow() + offset;

const { default: Provider, errors } = await import("oidc-provider");
const { SignJWT, exportJWK, generateKeyPair } = await import("jose");

const signing = await generateKeyPair("RS256", { extractable: true });
const foreign = await generateKeyPair("RS256", { extractable: true });
const key = { ...(await exportJWK(signing.privateKey)), kid: name, use: "sig", alg: "RS256" };
const clients = new Map();
const accounts = new Map();
let faults = {};

/** Everything in memory; clients are looked up where /_control puts them. */
class Memory {
  static kept = new Map();
  static grants = new Map();
  constructor(kind) {
    this.kind = kind;
  }
  async upsert(id, payload) {
    Memory.kept.set(`${this.kind}:${id}`, payload);
    if (payload.uid) Memory.kept.set(`${this.kind}:uid:${payload.uid}`, payload);
  }
  async find(id) {
    return this.kind === "Client" ? clients.get(id) : Memory.kept.get(`${this.kind}:${id}`);
  }
  async findByUid(uid) {
    return Memory.kept.get(`${this.kind}:uid:${uid}`);
  }
  async findByUserCode() {}
  async consume(id) {
    Memory.kept.get(`${this.kind}:${id}`).consumed = Math.floor(Date.now() / 1000);
  }
  async destroy(id) {
    Memory.kept.delete(`${this.kind}:${id}`);
  }
  async revokeByGrantId() {}
}

const provider = new Provider(issuer, {
  adapter: Memory,
  jwks: { keys: [key] },
  cookies: { keys: ["only-for-tests"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  scopes: ["openid", "profile", "email", "scope_all"],
  claims: {
    openid: ["sub", "groups", "realm_access", "hd", "SubjectNameID", "amr"],
    email: ["email", "email_verified"],
    profile: ["name", "given_name", "family_name"],
    scope_all: ["given_name", "family_name"],
  },
  ttl: { AuthorizationCode: 10800, AccessToken: 3600, IdToken: 3600, Interaction: 3600, Session: 3600, Grant: 10800 },
  async findAccount(_ctx, sub) {
    const told = accounts.get(sub);
    return told && { accountId: sub, claims: async () => ({ sub, ...told.claims }) };
  },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile email scope_all");
    await grant.save();
    return grant;
  },
});

/** The id token with some claims replaced, signed by our key or by another's. */
async function forged(token, changes, by) {
  const told = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  return new SignJWT({ ...told, ...changes })
    .setProtectedHeader({ alg: "RS256", kid: name })
    .sign(by);
}

provider.use(async (ctx, next) => {
  await next();
  const fault = faults[ctx.path];
  if (!fault) return;
  if (fault.claims || fault.foreign) {
    const by = fault.foreign ? foreign.privateKey : signing.privateKey;
    ctx.body = { ...ctx.body, id_token: await forged(ctx.body.id_token, fault.claims ?? {}, by) };
    return;
  }
  ctx.status = fault.status ?? 200;
  if (fault.location) ctx.set("Location", fault.location);
  ctx.type = fault.type ?? "text/html";
  ctx.body = fault.size ? "x".repeat(fault.size) : (fault.body ?? "<h1>It works!</h1>");
});

async function body(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

const html = (text) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** The sign-in page: a button for each account, and one that cancels. */
function signInPage(response) {
  const choices = [...accounts.keys(), "cancel"].map(
    (who) => `<button name="who" value="${html(who)}">${html(who)}</button>`,
  );
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(
    `<!doctype html><html lang="en"><title>${name}</title><h1>Provider ${name}</h1>` +
      `<form method="post">${choices.join(" ")}</form></html>`,
  );
}

async function interact(request, response) {
  if (request.method !== "POST") return signInPage(response);
  const who = new URLSearchParams(await body(request)).get("who");
  const result =
    who === "cancel"
      ? { error: new errors.AccessDenied().error, error_description: "End-User aborted interaction" }
      : { login: { accountId: who, amr: accounts.get(who).amr, remember: false } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function control(request, response) {
  const told = JSON.parse(await body(request));
  if (told.client) clients.set(told.client.client_id, told.client);
  if (told.accounts) for (const [sub, one] of Object.entries(told.accounts)) accounts.set(sub, one);
  if (told.faults) faults = told.faults;
  if ("offset" in told) offset = told.offset * 1000;
  response.end("{}");
}

const answer = provider.callback();
const server = createServer((request, response) => {
  const handle = request.url.startsWith("/_control")
    ? control
    : request.url.startsWith("/interaction/")
      ? interact
      : answer;
  Promise.resolve(handle(request, response)).catch((fault) => {
    response.statusCode = 500;
    response.end(String(fault?.stack ?? fault));
  });
});
server.listen(port, "127.0.0.1", () => console.log(`ready ${issuer}`));
process.stdin.on("end", () => process.exit(0)).resume();
