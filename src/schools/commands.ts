// The operator's command for a school: naming its safeguarding lead.
import type { Command } from '../base/command.ts';
import { NotFoundError } from '../errors.ts';
import type { People, Person } from '../people/index.ts';
import type { School } from './school.model.ts';
import type { Schools } from './schools.service.ts';

/** What these commands use of the tool's services. */
export interface SchoolCommandServices {
  schools: Schools;
  people: Pick<People, 'listStaff' | 'listPeople'>;
}

const appoint: Command<SchoolCommandServices> = {
  name: 'appoint',
  summary: 'Names a safeguarding lead of a school; without --lead it lists the staff who can be named',
  options: {
    lead: { type: 'string', summary: 'the person’s id, or a part of the name that only one member of staff has' },
    school: { type: 'string', summary: 'name of the school; may be left out where there is only one' },
  },
  async run({ schools, people }, { options }, progress) {
    const school = await findSchool(schools, options.school);
    const staff = (await people.listStaff(school._id)).map(toLine);
    if (typeof options.lead !== 'string') return staff;
    const wanted = options.lead.toLowerCase();
    const byId = staff.filter((one) => one.id === options.lead);
    const found = byId.length > 0 ? byId : staff.filter((one) => one.name.toLowerCase().includes(wanted));
    const [lead, second] = found;
    if (!lead) throw new NotFoundError();
    if (second) {
      progress(`Several members of staff fit "${options.lead}"; choose one by its id`);
      return found;
    }
    await schools.appointLead(school._id, lead.id, null);
    return { school: school.name, lead: lead.id, name: lead.name };
  },
};

async function findSchool(schools: Schools, name: unknown): Promise<School> {
  const all = await schools.listSchools();
  const [only, second] = all;
  const found = typeof name === 'string' ? all.find((one) => one.name === name || one._id === name) : !second && only;
  if (!found) throw new NotFoundError();
  return found;
}

const toLine = (person: Person): { id: string; name: string } => ({ id: person._id, name: person.name?.full ?? '' });

/** The commands about schools. */
export const schoolCommands: Command<SchoolCommandServices>[] = [appoint];
