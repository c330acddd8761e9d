// The few parts of ltijs 5.9.9 that the kernel uses; the package brings no types.
declare module 'ltijs' {
  import type { KeyObject } from 'node:crypto';
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface LtijsDatabase {
    setup(): Promise<unknown>;
    Close(): Promise<unknown>;
    Get(key: unknown, collection: string, query?: object): Promise<object[] | false>;
    Insert(key: unknown, collection: string, item: object, index?: object): Promise<true>;
    Replace(key: unknown, collection: string, query: object, item: object, index?: object): Promise<true>;
    Modify(key: unknown, collection: string, query: object, change: object): Promise<true>;
    Delete(collection: string, query: object): Promise<true>;
  }

  interface LtijsOptions {
    appRoute: string;
    loginRoute: string;
    keysetRoute: string;
    dynRegRoute: string;
    ltiaas: boolean;
    cors: boolean;
    tokenMaxAge: number;
  }

  interface LtijsResponse extends ServerResponse {
    locals: { err?: { details?: { message?: string } } };
  }

  type Refusal = (req: IncomingMessage, res: LtijsResponse) => void;

  class LtijsProvider {
    app: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
    setup(key: string | KeyObject, database: { plugin: LtijsDatabase }, options: LtijsOptions): this;
    onConnect(handler: (token: unknown) => void): true;
    onDeepLinking(handler: (token: unknown) => void): true;
    onInvalidToken(handler: Refusal): true;
    onSessionTimeout(handler: Refusal): true;
  }

  export const Provider: LtijsProvider;
  export type { LtijsDatabase, LtijsProvider };
}
