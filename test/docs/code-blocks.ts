/** A fenced block of a page. */
export interface Block {
  language: string;
  text: string;
  /** Of a block of bash: its commands. */
  commands: string[];
  /** Place, among the page's commands, of the first one of this block, or of the last block of bash before it. */
  firstCommand: number;
  /** Place after the last of these. */
  endCommand: number;
}

/** The fenced blocks of a Markdown page, in order. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let firstCommand = 0;
  let endCommand = 0;
  for (const [, language = '', text = ''] of page.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    const commands = language === 'bash' ? commandsOf(text) : [];
    if (commands.length > 0) {
      firstCommand = endCommand;
      endCommand += commands.length;
    }
    blocks.push({ language, text, commands, firstCommand, endCommand });
  }
  return blocks;
}

/** One command a line, but for lines that end in a backslash and for documents in the shell's `<<` notation. */
function commandsOf(text: string): string[] {
  const commands: string[] = [];
  let command = '';
  let end: string | undefined;
  for (const line of text.split('\n')) {
    command += command === '' ? line : `\n${line}`;
    end ??= /<<'(\w+)'/.exec(line)?.[1];
    if (end === undefined ? line.endsWith('\\') : line !== end) continue;
    if (command.trim() !== '') commands.push(command);
    command = '';
    end = undefined;
  }
  return commands;
}
