// Results as rows of named numbers with the goals they are held against, and as a table.

/** One line of a table: what was measured, its numbers by column, and whether it meets a goal. */
export interface Row {
  what: string;
  values: Record<string, number | string>;
  goal?: { text: string; met: boolean };
}

export interface Section {
  section: string;
  note?: string;
  rows: Row[];
}

/** A number with as many digits as it deserves. */
export function rounded(value: number): number {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return Number(value.toFixed(digits));
}

/** Prints a section as a table. */
export function printSection({ section, note, rows }: Section): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const lines = rows.map(({ what, values, goal }) => [
    what,
    ...columns.map((column) => String(values[column] ?? '')),
    goal ? `${goal.met ? 'met ' : 'MISSED'} ${goal.text}` : '',
  ]);
  const table = [['', ...columns, lines.some((line) => line.at(-1)) ? 'goal' : ''], ...lines];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((line) => line[at]?.length ?? 0))) ?? [];
  const last = widths.length - 1;
  const print = (line: string[]): void =>
    console.log(
      line
        .map((cell, at) => (at === 0 || at === last ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    );
  console.log(`\n${section}${note ? `  (${note})` : ''}`);
  for (const line of table) print(line);
}
