/** What happened to something of the old registry that a person should know. */
export interface Finding {
  /** `left`: not taken, or not all of it. `changed`: taken otherwise than it was. `differs`: there already, and other. */
  kind: 'left' | 'changed' | 'differs';
  code: string;
  file: string;
  line: number;
  /** Of the document, as far as it could be read. */
  id?: string;
  message: string;
}

/** Where a document of an export stands. */
export interface Place {
  file: string;
  line: number;
  id?: string;
}

/** Notes on one document. */
export interface Notes {
  left(code: string, message: string): void;
  changed(code: string, message: string): void;
  differs(code: string, message: string): void;
}

/** Notes that go to `findings` with the document's place. */
export function notesOn(findings: Finding[], place: Place): Notes {
  const note = (kind: Finding['kind']) => (code: string, message: string) => {
    findings.push({ kind, code, ...place, message });
  };
  return { left: note('left'), changed: note('changed'), differs: note('differs') };
}
