// The roster of a course as the product tells it: pages, a filter by role, and what one link adds.
// https://www.imsglobal.org/spec/lti-nrps/v2p0
import type { Platform } from '../platform.ts';
import { CLAIM, type Claims, expand, rosterUrl } from '../products/product.ts';
import type { Course } from '../school/school.model.ts';
import type { Member } from '../school/school.service.ts';
import type { Tool } from './tools.ts';

export interface RosterQuery {
  limit?: string | undefined;
  page?: string | undefined;
  from?: string | undefined;
  role?: string | undefined;
  rlid?: string | undefined;
}

export interface RosterPage {
  body: object;
  /** 1 for the first. */
  page: number;
  /** The query of the next page, where there is one. */
  next: Record<string, string> | undefined;
  count: number;
}

function* listed(platform: Platform, course: Course, role: string | undefined): Generator<Member> {
  const { roster } = platform.product;
  for (const member of platform.school.members(course)) {
    if (roster.lists(member) && (!role || roster.hasRole(member, role))) yield member;
  }
}

/** What `?rlid=` adds to each member: the link's own message. */
function linkMessage(platform: Platform, tool: Tool, course: Course, rlid: string | undefined): Claims | undefined {
  const { school, product } = platform;
  const link = rlid ? school.linksOf(course).find((one) => product.ids.resourceLink(one) === rlid) : undefined;
  if (!link) return undefined;
  return {
    [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
    [`${CLAIM}/custom`]: expand({ ...tool.custom, ...link.custom }, {}),
  };
}

/** Reads one page of a course's roster without holding more than that page. */
export function readRosterPage(platform: Platform, tool: Tool, course: Course, query: RosterQuery): RosterPage {
  const { roster, ids } = platform.product;
  const { url } = platform.place();
  const limit = Number(query.limit) > 0 ? Number(query.limit) : roster.defaultLimit;
  const offset = limit ? roster.offset({ page: query.page ?? '1', from: query.from ?? '0' }, limit) : 0;
  const end = limit ? offset + limit : Number.POSITIVE_INFINITY;
  const rlid = linkMessage(platform, tool, course, query.rlid);
  const members: object[] = [];
  let place = 0;
  let more = false;
  for (const member of listed(platform, course, query.role)) {
    more = place >= end;
    if (more) break;
    if (place >= offset) members.push(roster.member({ tool, member, rlid }));
    place += 1;
  }
  const id = rosterUrl(url, roster.route, course, tool.deployments[0] ?? '');
  return {
    body: { id, context: { id: ids.context(course.number), label: course.label, title: course.title }, members },
    page: limit ? Math.floor(offset / limit) + 1 : 1,
    next: more && limit ? roster.nextPage(limit, offset) : undefined,
    count: members.length,
  };
}
