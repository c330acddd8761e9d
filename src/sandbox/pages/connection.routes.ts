// The sandbox's page where an administrator connects a tool: by its registration address or by hand, and activates it.
import { Router } from 'express';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { registrationAddress } from '../protocol/registration.service.ts';
import { standardTool } from '../protocol/tools.ts';
import type { connecting } from '../scripted/connecting.ts';
import type { Pages } from './page.ts';

const webAddress = z.url({ protocol: /^https?$/ });
const byHand = z.object({
  name: z.string().trim().min(1),
  loginUrl: webAddress,
  redirectUris: z.string().transform((text, context) => {
    const uris = text.split(/\s+/).filter((uri) => uri !== '');
    if (uris.length > 0 && uris.every((uri) => webAddress.safeParse(uri).success)) return uris;
    context.addIssue({ code: 'custom', message: 'addresses' });
    return z.NEVER;
  }),
  jwksUrl: webAddress,
  targetLinkUri: webAddress,
  custom: z
    .string()
    .transform((text) =>
      Object.fromEntries(
        [...text.matchAll(/^\s*([^=\s]+)\s*=\s*(.*?)\s*$/gm)].map(([, key = '', value = '']): [string, string] => [
          key,
          value,
        ]),
      ),
    ),
  privacy: z.enum(['public', 'name_only', 'email_only', 'anonymous']),
});

const FIELDS = ['name', 'loginUrl', 'redirectUris', 'jwksUrl', 'targetLinkUri', 'custom'] as const;

type Connecting = ReturnType<typeof connecting>;

/** Builds the connection page and its forms. */
export function connectionRoutes(
  platform: Platform,
  pages: Pages,
  connect: Connecting,
  toolUrl: string | undefined,
): Router {
  const { tools } = platform;
  const routes = Router();
  const suggested = () => {
    const { redirectUris, custom, ...tool } = standardTool(platform.product, toolUrl);
    const lines = Object.entries(custom).map(([key, value]) => `${key}=${value}`);
    return { ...tool, redirectUris: redirectUris.join('\n'), custom: lines.join('\n') } as Record<string, unknown>;
  };
  const model = (values: Record<string, unknown>, wrong: string[]) => ({
    titleKey: 'connection.heading',
    facts: connect.facts(),
    tools: tools.list(),
    fields: FIELDS.map((name) => ({ name, value: String(values[name] ?? ''), wrong: wrong.includes(name) })),
    wrong,
  });

  routes.get('/connection', (req, res) => pages.framed(req, res, 'connection', model(suggested(), [])));
  routes.post('/connection/register', async (req, res) => {
    const input = z.object({ registrationUrl: webAddress }).safeParse(req.body);
    if (!input.success) {
      await pages.framed(req, res, 'connection', model(suggested(), ['registrationUrl']), undefined, 422);
      return;
    }
    const address = registrationAddress(platform, input.data.registrationUrl);
    await pages.framed(req, res, 'register', { titleKey: 'register.heading', address });
  });
  routes.post('/connection/tools', async (req, res) => {
    const input = byHand.safeParse(req.body);
    if (!input.success) {
      const wrong = [...new Set(input.error.issues.map((issue) => String(issue.path[0])))];
      await pages.framed(req, res, 'connection', model(req.body ?? {}, wrong), undefined, 422);
      return;
    }
    connect.registerByHand(input.data);
    res.redirect(303, '/connection?done=registered');
  });
  routes.post('/connection/tools/:clientId/activate', (req, res) => {
    const tool = tools.find(req.params.clientId);
    if (tool) connect.activate(tool);
    res.redirect(303, '/connection?done=activated');
  });
  routes.post('/connection/tools/:clientId/remove', (req, res) => {
    const tool = tools.find(req.params.clientId);
    if (tool) tools.remove(tool);
    res.redirect(303, '/connection?done=removed');
  });
  return routes;
}
