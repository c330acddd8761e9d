// /lti/config.json: what Canvas reads when a developer key is made from an address. The schema is the one that Canvas
// documents: https://developerdocs.instructure.com/services/canvas/external-tools/lti/file.lti_dev_key_config
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Browser, registerPlatform } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

const text = z.string().min(1);
const address = z.url({ protocol: /^https?$/ });
const PLACEMENTS = [
  'course_navigation',
  'account_navigation',
  'link_selection',
  'assignment_selection',
  'editor_button',
];
const SCOPES = [
  'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/score',
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  'https://purl.imsglobal.org/spec/lti/scope/noticehandlers',
];
const placement = z.strictObject({
  placement: z.enum(PLACEMENTS),
  message_type: z.enum(['LtiResourceLinkRequest', 'LtiDeepLinkingRequest']),
  target_link_uri: address,
  text,
  icon_url: address,
  enabled: z.boolean(),
  default: z.enum(['enabled', 'disabled']),
  visibility: z.enum(['admins', 'members', 'public']),
});
const documented = z.strictObject({
  title: text,
  description: text,
  target_link_uri: address,
  oidc_initiation_url: address,
  public_jwk_url: address,
  scopes: z.array(z.enum(SCOPES)),
  custom_fields: z.record(z.string().regex(/^\w+$/), z.string().startsWith('$')),
  extensions: z.tuple([
    z.strictObject({
      platform: z.literal('canvas.instructure.com'),
      domain: z.string().regex(/^[a-z0-9.-]+(:\d+)?$/),
      tool_id: text,
      privacy_level: z.enum(['public', 'name_only', 'email_only', 'anonymous']),
      settings: z.strictObject({ text, icon_url: address, placements: z.array(placement).min(1) }),
    }),
  ]),
});

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
});
afterAll(() => Promise.all([tool.close(), platform.close()]));

const read = async () => {
  const answer = await fetch(`${tool.url}/lti/config.json`);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  return documented.parse(await answer.json());
};

test('is what Canvas documents, with addresses of this tool alone', async () => {
  const found = await read();
  const { settings, domain } = found.extensions[0];
  const addresses = [
    found.target_link_uri,
    found.oidc_initiation_url,
    found.public_jwk_url,
    settings.icon_url,
    ...settings.placements.flatMap((one) => [one.target_link_uri, one.icon_url]),
  ];
  for (const each of addresses) expect(new URL(each).origin).toBe(tool.url);
  expect(domain).toBe(new URL(tool.url).host);
  expect(settings.placements[0]).toMatchObject({ placement: 'course_navigation', default: 'disabled' });
});

test('asks for what launches are read by: the history of a course in Canvas, and its ends', async () => {
  const { custom_fields } = await read();
  expect(custom_fields).toMatchObject({
    canvas_context_history: '$Canvas.course.previousContextIds',
    canvas_course_ends: '$Canvas.course.endAt',
  });
});

test('names addresses that answer: a key set, and a login that leads to the platform with its own launch address', async () => {
  const found = await read();
  expect(await (await fetch(found.public_jwk_url)).json()).toMatchObject({ keys: [{ kty: 'RSA' }] });
  await registerPlatform(tool, platform);
  const { parameters } = await new Browser(tool).login(platform, { target_link_uri: found.target_link_uri });
  // Canvas lets a launch go to the addresses of the key alone, which are those of its target.
  expect(parameters.get('redirect_uri')).toBe(found.target_link_uri);
});
