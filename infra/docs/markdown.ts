/** A word as code. */
export function code(word: string): string {
  return `\`${word}\``;
}

/** A table; a cell may hold anything but line breaks. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The sentence that keeps people from editing a generated page. */
export function generatedNote(source: string): string {
  return `Made from ${code(source)} by ${code('npm run docs')}. Edits belong there.`;
}
