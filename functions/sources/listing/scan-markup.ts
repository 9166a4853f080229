import { Tokenizer } from 'htmlparser2';

/** What the scanner tells. Names are lower case in HTML and as written in XML. */
export interface MarkupEvents {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

export interface MarkupScanner {
  write(text: string): void;
  end(): void;
  /** After `end`: the page stopped inside a tag. */
  endedInsideTag(): boolean;
}

/** Longer attribute values are cut: no name, date or link is that long. */
const maxAttributeLength = 16_384;

/**
 * Reads HTML or XML chunk by chunk in time proportional to its length, whatever is wrong with it. It builds no tree and
 * keeps no stack: listings in the wild leave elements open by the hundred thousand.
 */
export function scanMarkup(events: MarkupEvents, options: { xml: boolean }): MarkupScanner {
  const slices = new SliceBuffer();
  const tag = { name: '', attributes: {} as Record<string, string>, attribute: '', value: '', open: false };
  const fold = (name: string) => (options.xml ? name : name.toLowerCase());
  const finishTag = () => {
    tag.open = false;
    events.open(tag.name, tag.attributes);
  };
  const tokenizer = new Tokenizer(
    { xmlMode: options.xml, decodeEntities: true },
    {
      onopentagname(start, end) {
        tag.name = fold(slices.slice(start, end));
        tag.attributes = {};
        tag.open = true;
      },
      onattribname(start, end) {
        tag.attribute = fold(slices.slice(start, end));
        tag.value = '';
      },
      onattribdata(start, end) {
        if (tag.value.length < maxAttributeLength) tag.value += slices.slice(start, end);
      },
      onattribentity(codePoint) {
        if (tag.value.length < maxAttributeLength) tag.value += String.fromCodePoint(codePoint);
      },
      onattribend() {
        if (!Object.hasOwn(tag.attributes, tag.attribute)) tag.attributes[tag.attribute] = tag.value;
      },
      onopentagend: finishTag,
      onselfclosingtag() {
        finishTag();
        if (options.xml) events.close(tag.name);
      },
      onclosetag: (start, end) => events.close(fold(slices.slice(start, end))),
      ontext: (start, end) => events.text(slices.slice(start, end)),
      ontextentity: (codePoint) => events.text(String.fromCodePoint(codePoint)),
      oncdata: (start, end, offset) => events.text(slices.slice(start, end - offset)),
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  return {
    write(text) {
      slices.push(text);
      tokenizer.write(text);
    },
    end: () => tokenizer.end(),
    endedInsideTag: () => tag.open,
  };
}

/** The chunks that may still be asked for, addressed by their place in the page. */
class SliceBuffer {
  private chunks: string[] = [];
  private offset = 0;

  push(chunk: string): void {
    this.chunks.push(chunk);
  }

  /** Slices come in rising order of `start`: what lies before is let go. */
  slice(start: number, end: number): string {
    this.dropBefore(start);
    const first = this.chunks[0] ?? '';
    if (end - this.offset <= first.length) return first.slice(start - this.offset, end - this.offset);
    const joined = this.chunks.join('');
    this.chunks = [joined];
    return joined.slice(start - this.offset, end - this.offset);
  }

  private dropBefore(start: number): void {
    let drop = 0;
    for (; drop < this.chunks.length - 1; drop++) {
      const length = this.chunks[drop]?.length ?? 0;
      if (start - this.offset < length) break;
      this.offset += length;
    }
    if (drop > 0) this.chunks.splice(0, drop);
  }
}
