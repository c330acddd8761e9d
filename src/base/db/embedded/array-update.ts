// The update operators that add to an array and take from it.
// https://www.mongodb.com/docs/manual/reference/operator/update-array/
import type { Document } from 'bson';
import { CommandError } from './errors.ts';
import { compileFilter, isOperators } from './match.ts';
import { comparator } from './path.ts';
import { compare, equal, isDocument, toNumber, typeRank } from './value.ts';

/** The array after `$push` or `$addToSet`. */
export function push(operator: string, current: unknown, value: unknown, name: string): unknown[] {
  if (current !== undefined && !Array.isArray(current)) {
    throw new CommandError(2, `The field '${name}' must be an array but is of another type`);
  }
  const list = [...(current ?? [])];
  const modifiers = isDocument(value) && '$each' in value ? value : undefined;
  const added: unknown[] = modifiers ? modifiers.$each : [value];
  if (!Array.isArray(added)) throw new CommandError(2, `The argument to $each in ${operator} must be an array`);
  if (operator === '$addToSet') {
    for (const one of added) if (!list.some((known) => equal(known, one))) list.push(one);
    return list;
  }
  const unknown = Object.keys(modifiers ?? {}).find((key) => !['$each', '$position', '$sort', '$slice'].includes(key));
  if (unknown) throw new CommandError(2, `Unrecognized clause in $push: ${unknown}`);
  const position = modifiers?.$position === undefined ? list.length : toNumber(modifiers.$position);
  list.splice(position, 0, ...added);
  if (modifiers?.$sort !== undefined) sortList(list, modifiers.$sort);
  if (modifiers?.$slice === undefined) return list;
  const slice = toNumber(modifiers.$slice);
  if (slice === 0) return [];
  return slice < 0 ? list.slice(slice) : list.slice(0, slice);
}

function sortList(list: unknown[], sort: unknown): void {
  if (!isDocument(sort)) {
    list.sort((a, b) => compare(a, b) * Math.sign(toNumber(sort)));
    return;
  }
  const fields = Object.entries(sort).map(
    ([path, way]) => [path.split('.'), toNumber(way) < 0 ? -1 : 1] as [string[], 1 | -1],
  );
  const order = comparator(fields);
  list.sort((a, b) => order(asDocument(a), asDocument(b)));
}

const asDocument = (value: unknown): Document => (isDocument(value) ? value : {});

/** The array after `$pull` or `$pullAll`. */
export function pull(operator: string, list: unknown[], value: unknown): unknown[] {
  if (operator === '$pullAll') {
    if (!Array.isArray(value)) throw new CommandError(2, '$pullAll requires an array argument');
    return list.filter((element) => !value.some((unwanted) => equal(unwanted, element)));
  }
  if (isOperators(value) || typeRank(value) === 12) {
    const matches = compileFilter({ v: isDocument(value) ? { $elemMatch: value } : { $elemMatch: { $regex: value } } });
    return list.filter((element) => !matches({ v: [element] }));
  }
  if (!isDocument(value)) return list.filter((element) => !equal(element, value));
  const matches = compileFilter(value);
  return list.filter((element) => !(isDocument(element) && matches(element)));
}
