/** The little of Terraform's expression language that references are written in. */

/** What stands inside `${…}` when the text is one expression and nothing else; null for a template around expressions. */
export const expressionOf = (value: string): string | null => {
  if (!value.startsWith('${') || closing(value, 1) !== value.length - 1) return null;
  return value.slice(2, -1).trim();
};

/** Parts between the commas that stand outside brackets and quotes. */
export const splitTop = (value: string): readonly string[] => {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let i = 0; i < value.length; i += 1) {
    const sign = value[i] ?? '';
    if (sign === '"' && value[i - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (sign === ',' && depth === 0) {
      parts.push(value.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, value.slice(from)].map(part => part.trim()).filter(part => part !== '');
};

/** Where the bracket that opens at `open` closes; -1 where it does not. */
const closing = (value: string, open: number): number => {
  let depth = 0;
  let quoted = false;
  for (let i = open; i < value.length; i += 1) {
    const sign = value[i];
    if (sign === '"' && value[i - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    if (depth === 0) return i;
  }
  return -1;
};
