// What all sections of the benchmarks are told.
export interface Settings {
  /** Where databases of this run lie; it is removed with the compiled benchmarks. */
  folder: string;
  seconds: number;
  rounds: number;
  /** How many posts the measured communities have, the smallest first. */
  posts: number[];
  database: 'served' | 'embedded';
  mongodbUri: string | undefined;
  say(line: string): void;
}
