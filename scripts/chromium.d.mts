/** The path of a Chromium: the one CHROMIUM names, else the first on PATH; undefined when there is none. */
export function findChromium(env?: NodeJS.ProcessEnv): string | undefined;
