// The sandbox's pages about courses: the course with the tool in a frame, its roster, its copy, and the way back from
// the tool.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { startLaunch } from '../protocol/launch.service.ts';
import type { Course } from '../school/school.model.ts';
import type { Pages } from './page.ts';
import { toCoursePage, toPeoplePage } from './pages.view.ts';

const number = z.coerce.number().int().positive();
const change = z.object({
  person: number,
  action: z.enum(['enrol', 'remove', 'suspend', 'resume']),
  role: z.enum(['pupil', 'teacher', 'assistant', 'observer']).catch('pupil'),
});

function launchHandler(platform: Platform, pages: Pages) {
  const { school, tools, sessions } = platform;
  return async (req: Request, res: Response): Promise<void> => {
    const input = z.object({ id: number, window: z.string().optional() }).parse(req.query);
    const session = sessions.of(req, res);
    const person = session.person === undefined ? undefined : school.findPerson(session.person);
    const link = school.findLink(input.id);
    const tool = tools.list().find((one) => one.state === 'active');
    const course = link && school.findCourse(link.course);
    const allowed = person && course && !course.deleted && school.roleOf(person, course) !== undefined;
    const suspended = person && course && school.enrolmentOf(person, course)?.status === 'suspended';
    if (!tool || !link || !allowed || suspended) {
      await pages.show(req, res, 'error', { code: 'no_launch' }, 403);
      return;
    }
    const documentTarget = input.window === undefined ? 'iframe' : 'window';
    const locale = pages.languageOf(req);
    const storage = documentTarget === 'iframe';
    await pages.form(req, res, await startLaunch(platform, { tool, person, link, documentTarget, locale, storage }));
  };
}

/** The tool sends people back to here, perhaps with a message. https://www.imsglobal.org/spec/lti/v1p3/#launch-presentation-claim */
function returnHandler(platform: Platform, courseOf: (req: Request) => unknown) {
  const said = z.object({ lti_msg: z.string().optional(), lti_errormsg: z.string().optional() });
  return (req: Request, res: Response): void => {
    const course = platform.school.findCourse(Number(courseOf(req)));
    const message = said.parse(req.query);
    const text = message.lti_errormsg ?? message.lti_msg;
    const query = text === undefined ? '' : `?${new URLSearchParams({ said: text })}`;
    res.redirect(303, course ? `/courses/${course.number}${query}` : '/');
  };
}

function changeRoster(platform: Platform, course: Course, input: z.infer<typeof change>): void {
  const { school } = platform;
  const person = school.person(input.person);
  if (input.action === 'enrol') school.enrol(person, course, input.role);
  if (input.action === 'remove') school.unenrol(person, course);
  if (input.action === 'suspend') school.suspend(person, course);
  if (input.action === 'resume') school.resume(person, course);
}

/** Builds the pages about courses. */
export function courseRoutes(platform: Platform, pages: Pages): Router {
  const { school, product } = platform;
  const routes = Router();
  routes.get(product.paths.launch, launchHandler(platform, pages));
  routes.get(
    '/mod/lti/return.php',
    returnHandler(platform, (req) => req.query.course),
  );
  routes.get(
    '/courses/:course/external_content/success/:kind',
    returnHandler(platform, (req) => req.params.course),
  );
  routes.get('/courses/:course', async (req, res) => {
    const course = school.course(Number(req.params.course));
    const viewer = pages.viewer(req, res);
    const page = toCoursePage(platform, viewer, course);
    const said = z.string().optional().catch(undefined).parse(req.query.said);
    await pages.framed(req, res, 'course', { title: course.title, ...page, said }, course);
  });
  routes.get('/courses/:course/people', async (req, res) => {
    const course = school.course(Number(req.params.course));
    const page = toPeoplePage(platform, pages.viewer(req, res), course);
    await pages.framed(req, res, 'people', { title: course.title, ...page }, course);
  });
  routes.post('/courses/:course/people', (req, res) => {
    const course = school.course(Number(req.params.course));
    changeRoster(platform, course, change.parse(req.body));
    res.redirect(303, `/courses/${course.number}/people?done=roster`);
  });
  routes.post('/courses/:course/copy', (req, res) => {
    const copy = school.copyCourse(school.course(Number(req.params.course)));
    res.redirect(303, `/courses/${copy.number}?done=copied`);
  });
  return routes;
}
