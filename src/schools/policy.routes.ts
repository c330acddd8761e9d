// The school's one page of policy, for administrators: the first one is led here by the first launch.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { withRefill } from '../base/http/refill.ts';
import { translator } from '../base/i18n/index.ts';
import type { Gate } from '../communities/index.ts';
import { ValidationError } from '../errors.ts';
import type { People, Viewer } from '../people/index.ts';
import { schoolFrame } from './frame.ts';
import { paths } from './paths.ts';
import { listZones, MOST_TERMS, readPolicyForm } from './policy.form.ts';
import { type PolicyFacts, policyView } from './policy.view.ts';
import type { Schools } from './schools.service.ts';

const query = z.object({ done: z.literal('saved').optional().catch(undefined) });

export interface PolicyRouteDeps {
  gate: Gate;
  viewerOf(res: Response): Viewer;
  schools: Schools;
  people: Pick<People, 'listStaff' | 'listPeople'>;
}

/** The routes of the policy page. */
export function policyRoutes(deps: PolicyRouteDeps): Router {
  const { gate, schools, people } = deps;
  const router = Router();

  async function show(req: Request, res: Response, refill?: { fields: Record<string, string>; values: Values }) {
    const viewer = deps.viewerOf(res);
    const language = res.locals.language ?? 'en';
    const t = translator(language);
    const facts: PolicyFacts = {
      school: viewer.school,
      candidates: await candidatesOf(viewer),
      zones: listZones(),
      mostTerms: MOST_TERMS,
      language,
      done: query.parse(req.query).done !== undefined,
    };
    const frame = schoolFrame(viewer, t, {
      title: t('schools:policy.title'),
      charter: t('schools:policy.charter', { school: viewer.school.name }),
      current: 'policy',
      readers: {
        heading: t('communities:readers.page'),
        lines: [{ icon: 'staff', text: t('schools:policy.readers', { school: viewer.school.name }) }],
        note: t('schools:policy.logged'),
      },
    });
    res.page('schools/policy', frame, policyView(facts, t, refill?.values, refill?.fields), refill ? 422 : 200);
  }

  async function candidatesOf(viewer: Viewer): Promise<PolicyFacts['candidates']> {
    const school = viewer.school._id;
    const [staff, leads] = await Promise.all([
      people.listStaff(school),
      people.listPeople(school, viewer.school.leads),
    ]);
    const all = new Map([...staff, ...leads].map((person) => [person._id, person]));
    return [...all.values()]
      .filter((person) => person.state === 'here')
      .map((person) => ({ id: person._id, name: person.name?.full ?? null, administrator: person.administrator }))
      .sort((a, b) => (a.name ?? '~').localeCompare(b.name ?? '~'));
  }

  router.get(paths.policy, gate.school('school.policy'), (req, res) => show(req, res));

  router.post(
    paths.policy,
    gate.school('school.policy'),
    withRefill(show, async (req, res) => {
      const viewer = deps.viewerOf(res);
      const { policy, leads } = readPolicyForm(req.body);
      const known = new Set((await candidatesOf(viewer)).map((one) => one.id));
      if (!leads.every((id) => known.has(id))) throw new ValidationError({ leads: 'schools:form.leads' });
      await schools.decidePolicy(viewer.school._id, viewer.person._id, policy, leads);
      res.redirect(303, `${paths.policy}?done=saved`);
    }),
  );

  return router;
}

type Values = Record<string, string | string[]>;
