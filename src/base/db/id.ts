// Every document's `_id` is a string made here: 24 hexadecimal digits that grow with time.
import { ObjectId } from 'bson';

/** Returns a new unique id; ids made later sort later. */
export const newId = (): string => new ObjectId().toHexString();
