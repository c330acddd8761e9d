// The form in which a part of the tool offers commands to the operator's command line (admin.ts).

/** One option of a command, as `--name VALUE` or, for a boolean, `--name`. */
export interface CommandOption {
  type: 'string' | 'boolean';
  summary: string;
  required?: boolean;
  multiple?: boolean;
}

/** What the operator typed, already checked against the command's options. */
export interface CommandInput {
  options: Record<string, string | boolean | string[] | undefined>;
  arguments: string[];
}

/** A command; `run` returns what is printed on stdout (a string as it stands, anything else as one line of JSON). */
export interface Command<Services = unknown> {
  name: string;
  summary: string;
  usage?: string;
  options?: Record<string, CommandOption>;
  run(services: Services, input: CommandInput, progress: (line: string) => void): Promise<unknown>;
  /** Instead of `run`, for what needs the settings alone (the database is not opened); `print` writes a result at once. */
  alone?(
    settings: { dataDir: string; mongodbUri: string | undefined },
    input: CommandInput,
    progress: (line: string) => void,
    print: (result: unknown) => void,
  ): Promise<unknown>;
}
