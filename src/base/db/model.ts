// Models belong to a connection, never to a global mongoose: a process can hold several databases at once.
import type { Connection, Schema } from 'mongoose';

/** Returns the connection's model of this name, and creates it from the schema the first time. */
// biome-ignore lint/suspicious/noExplicitAny: any schema, its own types are kept by inference
export function model<S extends Schema<any, any, any, any, any, any, any, any>>(
  connection: Connection,
  name: string,
  schema: S,
) {
  const create = () => connection.model(name, schema);
  return (connection.models[name] as unknown as ReturnType<typeof create> | undefined) ?? create();
}
