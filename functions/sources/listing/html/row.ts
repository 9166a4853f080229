import { dateAndSize } from './date-and-size.ts';
import type { HtmlLink } from './html-page.ts';

/** Characters of text kept on each side of a link, and of its label: a date, a size and a description. */
const keptText = 300;
/** Links whose label is kept: recognisers look at the first only. */
const labelledLinks = 10;

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
    if (link === undefined) this.addBefore(text);
    else if (this.isInLink) link.text = extend(link.text, text);
    else this.after = extend(this.after, text);
  }

  private addBefore(text: string): void {
    this.before += text.length > keptText ? text.slice(-keptText) : text;
    if (this.before.length > 2 * keptText) this.before = this.before.slice(-keptText);
  }

  /** A cell or an inline element begins or ends: words do not run together across it. */
  addGap(): void {
    this.addText(' ');
  }

  addValues(attributes: Record<string, string>): void {
    this.datetime ??= attributes.datetime;
    this.order ??= attributes['data-order'] ?? attributes['data-size'];
  }

  /** Hands the row's links over and begins the next row. A link that is still open goes on there, as its text only. */
  flushInto(links: HtmlLink[]): void {
    const [first] = this.links;
    if (first !== undefined) {
      const isOne = this.links.length === 1 || this.links.every(({ href }) => href === first.href);
      for (const link of isOne ? [first] : this.links) {
        const found: HtmlLink = isOne ? { href: link.href, ...dateAndSize(this.values()) } : { href: link.href };
        if (links.length < labelledLinks) found.text = folded(link.text);
        links.push(found);
      }
      this.links = [];
    }
    this.before = '';
    this.after = '';
    this.datetime = undefined;
    this.order = undefined;
    this.isInLink = false;
  }

  private values() {
    const { datetime, order } = this;
    return { before: folded(this.before), after: folded(this.after), datetime, order };
  }
}

function extend(text: string, more: string): string {
  return text.length < keptText ? text + more.slice(0, keptText - text.length) : text;
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
