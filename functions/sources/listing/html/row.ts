import type { HtmlLink } from './html-page.ts';

/** Characters of text kept on each side of a link, and of its label: a date, a size and a description. */
const keptText = 300;

/** Gathers one row of a listing: its links and the text around them. */
export class Row {
  private links: { href: string; text: string }[] = [];
  private before = '';
  private after = '';
  private datetime: string | undefined;
  private order: string | undefined;
  private isInLink = false;

  openLink(href: string | undefined): void {
    this.isInLink = href !== undefined;
    if (href !== undefined) this.links.push({ href, text: '' });
  }

  closeLink(): void {
    this.isInLink = false;
  }

  addText(text: string): void {
    const link = this.links.at(-1);
    if (link === undefined) this.before = (this.before + text.slice(-keptText)).slice(-keptText);
    else if (this.isInLink) link.text = extend(link.text, text);
    else this.after = extend(this.after, text);
  }

  /** A cell or an inline element begins or ends: words do not run together across it. */
  addGap(): void {
    this.addText(' ');
  }

  addValues(attributes: Record<string, string>): void {
    this.datetime ??= attributes.datetime;
    this.order ??= attributes['data-order'];
  }

  /** Hands the row's links over and begins the next row. A link that is still open goes on there, as its text only. */
  flushInto(links: HtmlLink[]): void {
    const [first] = this.links;
    if (first !== undefined && this.links.every(({ href }) => href === first.href)) links.push(this.only(first));
    else for (const { href, text } of this.links) links.push({ href, text: folded(text), before: '', after: '' });
    this.links = [];
    this.before = '';
    this.after = '';
    this.datetime = undefined;
    this.order = undefined;
    this.isInLink = false;
  }

  private only(first: { href: string; text: string }): HtmlLink {
    return {
      href: first.href,
      text: folded(this.links.map(({ text }) => text).join(' ')),
      before: folded(this.before),
      after: folded(this.after),
      ...(this.datetime !== undefined && { datetime: this.datetime.trim() }),
      ...(this.order !== undefined && { order: this.order.trim() }),
    };
  }
}

function extend(text: string, more: string): string {
  return text.length < keptText ? text + more.slice(0, keptText - text.length) : text;
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
