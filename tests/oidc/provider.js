// A real identity provider for the tests: panva's oidc-provider on loopback, with people who need no password.
// Usage: node provider.js PORT JEDEL_URL. Says "ready" when it listens.
import Provider from 'oidc-provider';

const [port, jedel] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'jedel',
      client_secret: 'a-secret-that-only-tests-know-0001',
      redirect_uris: [`${jedel}/sso/callback`],
      backchannel_logout_uri: `${jedel}/sso/logout`,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ['sub', 'acr', 'amr', 'sid', 'auth_time'] },
  acrValues: ['two-factors'],
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  // By itself it tells nobody on loopback of a logout; here everybody is on loopback.
  fetch: (url, { dispatcher: _, ...options }) => globalThis.fetch(url, options),
  pkce: { required: () => true },
  cookies: { keys: ['only-for-tests'] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  // Everybody agrees to everything: consent is not what is tested here.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid');
    await grant.save();
    return grant;
  },
});

const page = (uid) => `<!doctype html><html lang="en"><title>Ministry</title><h1>Ministry login</h1>
<form method="post" action="/interaction/${uid}"><input name="who" aria-label="who"><button>Enter</button></form></html>`;

provider.use(async (ctx, next) => {
  const uid = /^\/interaction\/([\w-]+)$/.exec(ctx.path)?.[1];
  if (uid !== undefined && ctx.method === 'GET') {
    ctx.type = 'html';
    ctx.body = page(uid);
    return;
  }
  if (uid !== undefined) {
    // "anna" shows one factor, "anna+2" two.
    const [who, factors] = (await form(ctx.req)).get('who').split('+');
    const amr = factors === '2' ? ['pwd', 'otp'] : ['pwd'];
    await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: who, amr } });
    ctx.respond = false;
    return;
  }
  if (ctx.path === '/test/logout') {
    const client = await provider.Client.find('jedel');
    await client.backchannelLogout(ctx.query.sub, ctx.query.sid);
    ctx.body = 'told';
    return;
  }
  await next();
});

async function form(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
