// Measures functions in formatted code: a function begins on a line that ends with its brace and ends on the first
// later line that closes at the same indentation. The lines of functions inside it are not its own.

export interface FunctionSize {
  line: number;
  size: number;
}

const HEAD = /(\bfunction\b.*|=>|^\s*(?:static |async |get |set |\*)*[\w$#]+\(.*\)(?:: .+)?) \{$/;
const STATEMENT = /^\s*(?:\} )?(?:if|for|while|switch|catch|else|return)\b/;
// The second part of a head that the formatter broke over lines: `): Promise<void> {`.
const BROKEN_HEAD = /^\s*\)(?:: .+)? (?:=> )?\{$/;

/** The functions in the lines, each with the line it begins on and the number of lines that are its own. */
export function functionSizes(lines: string[]): FunctionSize[] {
  const found: { start: number; end: number }[] = [];
  lines.forEach((text, index) => {
    const isHead = BROKEN_HEAD.test(text) || (HEAD.test(text) && (!STATEMENT.test(text) || text.includes('=> {')));
    if (isHead) found.push({ start: index, end: endOf(lines, index) });
  });
  return found.map(({ start, end }) => {
    const inside = found.filter((other) => other.start > start && other.end <= end);
    const outermost = inside.filter((one) => !inside.some((other) => other.start < one.start && other.end >= one.end));
    const others = outermost.reduce((sum, one) => sum + one.end - one.start + 1, 0);
    return { line: start + 1, size: end - start + 1 - others };
  });
}

function endOf(lines: string[], start: number): number {
  const indentation = /^\s*/.exec(lines[start] ?? '')?.[0] ?? '';
  for (let index = start + 1; index < lines.length; index += 1) {
    if (lines[index]?.startsWith(`${indentation}}`)) return index;
  }
  return lines.length - 1;
}
