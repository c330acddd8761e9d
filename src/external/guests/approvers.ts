// Who may approve a guest: the school's safeguarding leads and administrators who are here, never the sponsor (SG-04).
import type { People, Person } from '../../people/index.ts';
import type { School } from '../../schools/index.ts';

/** An approver as the sponsor chooses one. */
export interface Approver {
  person: Person;
  lead: boolean;
}

/** The approvers of a school besides the sponsor; leads come first. */
export async function listApprovers(people: People, school: School, sponsor: string): Promise<Approver[]> {
  const [leads, administrators] = await Promise.all([
    people.listPeople(school._id, school.leads),
    people.listAdministrators(school._id),
  ]);
  const all = [
    ...leads.map((person) => ({ person, lead: true })),
    ...administrators.filter(({ _id }) => !school.leads.includes(_id)).map((person) => ({ person, lead: false })),
  ];
  return all.filter(({ person }) => person.state === 'here' && person._id !== sponsor);
}
