interface LockEntry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

interface Missing {
  name: string;
  version: string;
  dev: boolean;
}

/** Lists the optional packages that are asked for by a locked package and absent from the lock file. */
export function missingFrom(packages: Record<string, LockEntry>): Missing[];
/** The lock entry of a platform's package: read from its name. */
export function entryFor(missing: Missing): LockEntry;
