// A bare ltijs 5.9.9 app, set up as its documentation says, with the smallest page: what our launches are compared to.
import { Provider as lti } from 'ltijs';
import { serveDatabase } from '../src/base/db/index.js';

const { PORT, DATABASE_URL, DATA_DIR, ISSUER, CLIENT_ID } = process.env;
const url = DATABASE_URL ?? (await serveDatabase(DATA_DIR)).uri;

lti.setup('a secret of the benchmarks, long enough', { url }, {
  appRoute: '/',
  loginRoute: '/login',
  cookies: { secure: false, sameSite: '' },
  devMode: false,
}); // biome-ignore format: as in the documentation
lti.onConnect((token, _req, res) =>
  res.send(`<!doctype html><html lang="en"><title>Ltijs</title><h1>Welcome</h1><p>${token.userInfo.name}</p></html>`),
);
await lti.deploy({ serverless: true });
await lti.registerPlatform({
  url: ISSUER,
  name: 'Benchmark',
  clientId: CLIENT_ID,
  authenticationEndpoint: `${ISSUER}/auth`,
  accesstokenEndpoint: `${ISSUER}/token`,
  authConfig: { method: 'JWK_SET', key: `${ISSUER}/keys` },
});
lti.app.listen(Number(PORT));
process.once('SIGTERM', () => process.exit(0));
