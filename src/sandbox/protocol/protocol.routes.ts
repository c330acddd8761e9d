// The platform's addresses that tools call: configuration, registration, keys, authorization, tokens and rosters.
import { json, type Request, type Response, Router, urlencoded } from 'express';
import type { Pages } from '../pages/page.ts';
import type { Platform } from '../platform.ts';
import { ROSTER_SCOPE } from '../products/product.ts';
import { authorize } from './authorize.service.ts';
import { misbehaves } from './misbehave.ts';
import { registerTool } from './registration.service.ts';
import { readRosterPage } from './roster.service.ts';
import { answerToken } from './token.service.ts';

const bearer = (req: Request) => /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
const one = (value: unknown) => (typeof value === 'string' ? value : undefined);

function registrationRoutes(platform: Platform): Router {
  const { product, misbehaviour, tools } = platform;
  const routes = Router();
  routes.get(product.paths.configuration, async (req, res) => {
    if (await misbehaves(misbehaviour.faultOf('configuration'), res)) return;
    const token = bearer(req) || (one(req.query.registration_token) ?? '');
    if (product.profile === 'canvas' && !tools.knowsRegistrationToken(token)) {
      res.status(401).json({ errors: [{ message: 'Invalid registration token' }] });
      return;
    }
    res.json(product.configuration(platform.place(), platform.school.data.name));
  });
  routes.post(product.paths.registration, json(), async (req, res) => {
    if (await misbehaves(misbehaviour.faultOf('registration'), res)) return;
    const answer = registerTool(platform, bearer(req), req.body);
    res.status(answer.status).json(answer.body);
  });
  return routes;
}

function authorizeHandler(platform: Platform, pages: Pages) {
  return async (req: Request, res: Response) => {
    const input: Record<string, unknown> = { ...(req.method === 'POST' ? req.body : req.query) };
    const session = platform.sessions.find(req);
    if (!session && input.repost === undefined) {
      // A cross-site frame keeps our cookie back; a form from our own page brings it along, as Moodle does it.
      const fields: Record<string, string> = { repost: 'true' };
      for (const [name, value] of Object.entries(input)) if (typeof value === 'string') fields[name] = value;
      await pages.form(req, res, { action: platform.endpoint('authorize'), fields });
      return;
    }
    const outcome = await authorize(platform, input, session?.person);
    if (outcome.kind === 'form') await pages.form(req, res, outcome.form);
    else await pages.show(req, res, 'error', { code: outcome.error }, outcome.status);
  };
}

async function rosterHandler(platform: Platform, req: Request, res: Response): Promise<void> {
  const { school, accessTokens, tools, misbehaviour, conversation, product } = platform;
  const grant = accessTokens.find(bearer(req));
  const tool = grant && tools.find(grant.clientId);
  if (!grant || !tool) {
    res.status(401).json({ error: 'invalid_token' });
    return;
  }
  if (!grant.scopes.includes(ROSTER_SCOPE)) {
    res.status(403).json({ error: 'insufficient_scope' });
    return;
  }
  const course = school.findCourse(Number(req.params.course));
  if (!course || course.deleted) {
    res.status(404).json({ error: 'not_found' });
    return;
  }
  const { limit, page: pageNumber, from, role, rlid } = req.query;
  const query = { limit: one(limit), page: one(pageNumber), from: one(from), role: one(role), rlid: one(rlid) };
  const page = readRosterPage(platform, tool, course, query);
  if (await misbehaves(misbehaviour.rosterFault(course.number, page.page), res)) {
    conversation.add('roster', 'platform', `${course.title}, page ${page.page}: fault`);
    return;
  }
  if (page.next) {
    const next = new URL(req.originalUrl, platform.place().url);
    for (const [key, value] of Object.entries(page.next)) next.searchParams.set(key, value);
    const link = misbehaviour.linkHeader(next.href) ?? product.roster.link(next.href);
    // Header values are bytes: characters beyond Latin-1 (curly quotes) go out as their UTF-8 bytes.
    res.setHeader('Link', Buffer.from(link).toString('latin1'));
  }
  conversation.add('roster', 'tool', `${course.title}, page ${page.page}, ${page.count} members`);
  res.type('application/vnd.ims.lti-nrps.v2.membershipcontainer+json').send(JSON.stringify(page.body));
}

/** Builds the routes that tools call. */
export function protocolRoutes(platform: Platform, pages: Pages): Router {
  const { product, misbehaviour, conversation } = platform;
  const routes = Router();
  const form = urlencoded({ extended: false });
  routes.use(registrationRoutes(platform));
  routes.get(product.paths.keys, async (_req, res) => {
    if (await misbehaves(misbehaviour.faultOf('jwks'), res)) return;
    conversation.add('keys', 'tool', 'key set read');
    res.set(misbehaviour.faultOf('jwks')?.headers ?? {}).json({ keys: await platform.keys.publicKeys() });
  });
  routes.post(product.paths.token, form, async (req, res) => {
    if (await misbehaves(misbehaviour.faultOf('token'), res)) return;
    const answer = await answerToken(platform, req.body);
    const said = answer.status === 200 ? answer.body.scope : `${answer.body.error}: ${answer.body.error_description}`;
    conversation.add('token', 'tool', `${answer.status} ${said}`);
    res.status(answer.status).set('Cache-Control', 'no-store').json(answer.body);
  });
  routes.all(product.paths.authorize, form, authorizeHandler(platform, pages));
  routes.get(product.roster.route, (req, res) => rosterHandler(platform, req, res));
  return routes;
}
