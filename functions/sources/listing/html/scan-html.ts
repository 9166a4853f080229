import { scanMarkup } from '../scan-markup.ts';
import type { HtmlLink, HtmlPage } from './html-page.ts';
import { Row } from './row.ts';

/** Begin or end of these always ends a row. */
const rowElements = new Set(['tr', 'li', 'dt', 'table', 'ul', 'ol', 'dl', 'pre', 'h1', 'h2', 'h3']);
/** These end a row where the row is not a table row or a list item, which may hold several of them. */
const blockElements = new Set(['br', 'div', 'p', 'hr', 'body']);
/** Elements that hold entries and that every server closes. */
const containers = ['pre', 'table', 'ul', 'ol', 'dl'];
const counted = new Set([...containers, 'html', 'body', 'script', 'form', 'tr', 'noscript']);
const headingElements = new Set(['h1', 'h2']);
const unreadElements = new Set(['script', 'style', 'textarea', 'svg']);
const keptTitle = 200;

/** Reads an HTML page from its chunks. Stops, and says so, after `maxLinks` links. */
export async function scanHtml(chunks: AsyncIterable<string>, url: string, maxLinks: number): Promise<HtmlPage> {
  const page = new PageBuilder(url);
  const scanner = scanMarkup(page, { xml: false });
  for await (const chunk of chunks) {
    scanner.write(chunk);
    if (page.links.length > maxLinks) return page.finish({ isCut: true, endedInsideTag: false });
  }
  scanner.end();
  return page.finish({ isCut: false, endedInsideTag: scanner.endedInsideTag() });
}

class PageBuilder {
  readonly links: HtmlLink[] = [];
  private readonly url: string;
  private readonly row = new Row();
  private readonly opened = new Map<string, number>();
  private readonly closed = new Map<string, number>();
  /** Containers that held a link. */
  private readonly holders = new Set<string>();
  private title = '';
  private heading = '';
  private base: string | undefined;
  private tableSummary: string | undefined;
  private hasPasswordField = false;
  private textLength = 0;
  private textGoesTo: 'row' | 'title' | 'heading' | 'nothing' = 'row';
  private unreadUntil = '';
  private isRowElementOpen = false;
  private isLinkOpen = false;

  constructor(url: string) {
    this.url = url;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (counted.has(name)) count(this.opened, name);
    this.breakRow(name, true);
    if (unreadElements.has(name)) this.unreadUntil ||= name;
    else if (name === 'a') this.openLink(attributes.href);
    else if (name === 'title') this.textGoesTo = this.title === '' ? 'title' : 'nothing';
    else if (headingElements.has(name) && this.heading === '') this.openHeading();
    else if (name === 'base') this.base ??= attributes.href;
    else if (name === 'table') this.tableSummary ??= attributes.summary;
    else if (name === 'input' && attributes.type?.toLowerCase() === 'password') this.hasPasswordField = true;
    else if (name === 'td' || name === 'th' || name === 'time') this.openCell(attributes);
  }

  close(name: string): void {
    if (counted.has(name)) count(this.closed, name);
    if (name === this.unreadUntil) this.unreadUntil = '';
    this.breakRow(name, false);
    if (name === 'a') {
      this.isLinkOpen = false;
      this.row.closeLink();
    } else if (name === 'title' || headingElements.has(name)) this.textGoesTo = 'row';
    else if (name === 'td' || name === 'th') this.row.addGap();
  }

  text(text: string): void {
    if (this.unreadUntil !== '' || this.textGoesTo === 'nothing') return;
    if (this.textGoesTo === 'title') this.title = extend(this.title, text);
    if (this.textGoesTo === 'title') return;
    if (this.textGoesTo === 'heading') this.heading = extend(this.heading, text);
    this.textLength += text.length;
    if (this.depth('pre') > 0 && !this.isLinkOpen && text.includes('\n')) this.addLines(text);
    else this.row.addText(text);
  }

  finish(end: { isCut: boolean; endedInsideTag: boolean }): HtmlPage {
    const isWhole = !end.endedInsideTag && !this.isLinkOpen && this.hasEnd();
    this.row.flushInto(this.links);
    return {
      url: this.url,
      title: this.title.replace(/\s+/g, ' ').trim(),
      heading: this.heading.replace(/\s+/g, ' ').trim(),
      links: this.links,
      ...(this.base !== undefined && { base: this.base }),
      ...(this.tableSummary !== undefined && { tableSummary: this.tableSummary }),
      opened: this.opened,
      closed: this.closed,
      hasPasswordField: this.hasPasswordField,
      textLength: this.textLength,
      isWhole: isWhole || end.isCut,
      isCut: end.isCut,
    };
  }

  /** Containers above the heading are the page's frame: that they are closed says nothing of the listing. */
  private openHeading(): void {
    this.textGoesTo = 'heading';
    this.holders.clear();
  }

  private openLink(href: string | undefined): void {
    this.isLinkOpen = href !== undefined;
    this.row.openLink(href);
    if (href !== undefined) for (const name of containers) if (this.depth(name) > 0) this.holders.add(name);
  }

  private openCell(attributes: Record<string, string>): void {
    this.row.addGap();
    this.row.addValues(attributes);
  }

  private addLines(text: string): void {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.row.flushInto(this.links);
      if (line !== '') this.row.addText(line);
    }
  }

  private breakRow(name: string, isOpening: boolean): void {
    const isBreak = rowElements.has(name) || (!this.isRowElementOpen && blockElements.has(name));
    if (!isBreak) return;
    this.row.flushInto(this.links);
    this.isLinkOpen = false;
    if (name === 'tr' || name === 'li') this.isRowElementOpen = isOpening;
    else if (rowElements.has(name)) this.isRowElementOpen = false;
  }

  private depth(name: string): number {
    return (this.opened.get(name) ?? 0) - (this.closed.get(name) ?? 0);
  }

  /** Servers close what they open; a page whose elements were never opened (a bare list of links) shows no end. */
  private hasEnd(): boolean {
    if (this.closed.has('html') || this.closed.has('body')) return true;
    if (this.holders.size > 0) return [...this.holders].every((name) => this.depth(name) <= 0);
    return !this.opened.has('html') && !this.opened.has('body');
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function extend(text: string, more: string): string {
  return text.length < keptTitle ? text + more.slice(0, keptTitle - text.length) : text;
}
