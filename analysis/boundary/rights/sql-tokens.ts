/** SQL in words, names and texts, one list of them for each statement. */

export interface Token {
  /** A bare word in small letters, a name in quotes, a text, the body between dollars, or a sign. */
  readonly kind: 'word' | 'name' | 'text' | 'body' | 'sign';
  readonly value: string;
}

const TOKEN = new RegExp([
  /(?<nothing>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/, /(?<tag>\$[A-Za-z_]*\$)(?<body>[\s\S]*?)\k<tag>/, /"(?<name>(?:[^"]|"")*)"/, /'(?<text>(?:[^']|'')*)'/,
  /(?<word>[A-Za-z_][\w$]*|\d[\w.]*)/, /(?<sign>[(),;.=*<>!:+\-/[\]])/,
].map(({ source }) => source).join('|'), 'y');

/** Null where something stands that is no SQL, such as a quote that nobody closes. */
export const sqlStatements = (sql: string): readonly (readonly Token[])[] | null => {
  const statements: Token[][] = [[]];
  for (let at = 0; at < sql.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(sql)?.groups;
    if (found === undefined) return null;
    if (found['sign'] === ';') statements.push([]);
    else if (found['nothing'] === undefined) statements.at(-1)?.push(tokenOf(found));
  }
  return statements.filter(statement => statement.length > 0);
};

const tokenOf = ({ body, name, text, word, sign = '' }: Readonly<Record<string, string | undefined>>): Token => {
  if (word !== undefined) return { kind: 'word', value: word.toLowerCase() };
  if (name !== undefined) return { kind: 'name', value: name.replaceAll('""', '"') };
  if (text !== undefined) return { kind: 'text', value: text.replaceAll("''", "'") };
  return body === undefined ? { kind: 'sign', value: sign } : { kind: 'body', value: body };
};

/** A statement as a person writes it, for messages. */
export const textOf = (statement: readonly Token[]): string => statement.map(({ kind, value }) => (kind === 'name' ? `"${value}"` : kind === 'text' ? `'${value}'` : kind === 'body' ? '$$…$$' : value)).join(' ');
