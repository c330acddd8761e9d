// The pretend school: its seed, roster edits, course copies, large rosters and the turn of the year.
import { beforeEach, describe, expect, it } from 'vitest';
import { nextEndOfTerm, nextEndOfYear, termAt } from './calendar.ts';
import { type Course, fullName } from './school.model.ts';
import { alderLane } from './school.seed.ts';
import { createSchool, type School } from './school.service.ts';

let school: School;
beforeEach(() => {
  school = createSchool(alderLane());
});

const names = (course: Course | string, role?: string) =>
  [...school.members(school.course(course))]
    .filter((one) => !role || one.role === role)
    .map((one) => fullName(one.person));

describe('the seed', () => {
  it('has sixty people and three subjects with two courses in each of two years', () => {
    expect(school.data.people).toHaveLength(60);
    expect(new Set(school.data.people.map((person) => person.username)).size).toBe(60);
    expect(school.coursesOf(2025)).toHaveLength(6);
    expect(school.coursesOf(2026).map((course) => course.title)).toEqual([
      ...['Physics 8b', 'Physics 9', 'History 8', 'History 9', 'Art 8', 'Art 9'],
    ]);
    for (const course of school.coursesOf(2026)) {
      expect(school.course(course.history[0] ?? 0)).toMatchObject({ title: course.title, schoolYear: 2025 });
    }
  });

  it('knows the people of the screens', () => {
    expect(names('Physics 8b', 'teacher')).toEqual(['Ms Adeyemi']);
    expect(names('Physics 8b', 'pupil')).toEqual(expect.arrayContaining(['Jonas Pirc', 'Nika Sever', 'Mira Kovač']));
    expect(names('Physics 9', 'pupil')).toContain('Leo Tanaka');
    expect(names('Physics 8b 2025/26', 'pupil')).toContain('Leo Tanaka');
    expect(names('Physics 9 2025/26', 'pupil')).toContain('Aisha Bello');
    expect(school.person('Nika Sever').firstTimer).toBe(true);
    expect(school.person('Mrs Petrova').kind).toBe('administrator');
  });

  it('is a fresh copy each time', () => {
    school.unenrol('Jonas Pirc', 'Physics 8b');
    expect(createSchool(alderLane()).countMembers(createSchool(alderLane()).course('Physics 8b'))).toBe(24);
    expect(alderLane()).toEqual(alderLane());
  });
});

describe('a roster', () => {
  it('can be edited', () => {
    school.suspend('Jonas Pirc', 'Physics 8b');
    school.enrol('Leo Tanaka', 'Physics 8b', 'assistant');
    school.unenrol('Nika Sever', 'Physics 8b');
    const course = school.course('Physics 8b');
    expect(school.enrolmentOf(school.person('Jonas Pirc'), course)?.status).toBe('suspended');
    expect(school.roleOf(school.person('Leo Tanaka'), course)).toBe('assistant');
    expect(school.roleOf(school.person('Nika Sever'), course)).toBeUndefined();
    school.resume('Jonas Pirc', 'Physics 8b');
    expect(school.enrolmentOf(school.person('Jonas Pirc'), course)?.status).toBe('active');
  });

  it('grows by ten thousand without keeping them', () => {
    const before = school.data.enrolments.length;
    const course = school.course('Art 8');
    school.addMembers(course, 10_000);
    expect(school.countMembers(course)).toBe(10_024);
    expect([...school.members(course)]).toHaveLength(10_024);
    expect(school.data.enrolments).toHaveLength(before);
    const last = school.crowd(course, 9_999);
    expect(school.person(last.number)).toEqual(last);
    expect(school.roleOf(last, course)).toBe('pupil');
    expect(school.findPerson(last.number + 1)).toBeUndefined();
  });
});

describe('a copy', () => {
  it('has its origin in its history, its links and its staff, and no pupils', () => {
    const copy = school.copyCourse('Physics 8b');
    expect(copy).toMatchObject({ title: 'Physics 8b copy', history: [21, 11] });
    expect(names(copy, 'pupil')).toEqual([]);
    expect(names(copy, 'teacher')).toEqual(['Ms Adeyemi']);
    expect(school.link(copy)).toMatchObject({ course: copy.number, history: [521, 511], navigation: true });
  });
});

describe('the turn of the year', () => {
  it('copies the courses, moves pupils up, lets the top year go and brings a new cohort', () => {
    school.unenrol('Mira Kovač', 'Physics 8b');
    school.unenrol('Mira Kovač', 'History 8');
    school.unenrol('Mira Kovač', 'Art 8');
    const copies = school.beginNextYear();
    expect(copies.map((course) => course.label)).toContain('Physics 8b 2027/28');
    expect(school.data.schoolYear).toBe(2027);
    expect(school.course('Physics 9')).toMatchObject({ schoolYear: 2027, history: [22, 12] });
    expect(school.course('Physics 9').endsAt.toISOString()).toBe('2028-07-16T15:00:00.000Z');
    expect(names('Physics 9', 'pupil')).toContain('Jonas Pirc');
    expect(names('Physics 9', 'pupil')).not.toContain('Mira Kovač');
    const now = school.coursesOf(2027).flatMap((course) => names(course));
    expect(now).not.toContain('Leo Tanaka');
    expect(names('Physics 9 2026/27')).toContain('Leo Tanaka');
    expect(names('Physics 8b', 'pupil')).toHaveLength(20);
    expect(names('Physics 8b', 'teacher')).toEqual(['Ms Adeyemi']);
  });

  it('is the same on every run, year after year', () => {
    const other = createSchool(alderLane());
    for (const one of [school, other]) for (let year = 0; year < 3; year++) one.beginNextYear();
    expect(other.data).toEqual(school.data);
    expect(school.course('Physics 9').history).toHaveLength(4);
  });
});

describe('the calendar', () => {
  it('knows the next end of a term and of a year', () => {
    const november = new Date('2026-11-12T09:00:00Z');
    expect(nextEndOfTerm(november, 2026).toISOString()).toBe('2026-12-18T15:00:00.000Z');
    expect(nextEndOfTerm(new Date('2027-08-01T00:00:00Z'), 2026).toISOString()).toBe('2027-12-18T15:00:00.000Z');
    expect(nextEndOfYear(november, 2026).toISOString()).toBe('2027-07-16T15:00:00.000Z');
    expect(nextEndOfYear(new Date('2027-07-16T15:00:00Z'), 2026).toISOString()).toBe('2028-07-16T15:00:00.000Z');
    expect([november, new Date('2026-12-25T00:00:00Z')].map((day) => termAt(day, 2026))).toEqual([1, 0]);
  });
});
