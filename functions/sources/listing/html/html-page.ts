/** One link of a page with what its own row tells of it. */
export interface HtmlLink {
  href: string;
  /** Text of the link, white space folded and cut to what a label needs; of a page's first links only. */
  text?: string;
  /** Date and size as written; absent where a row has several links, because it cannot be told whose they are. */
  modified?: string;
  size?: string;
}

/** What a recogniser sees of an HTML page: its shape, never the tree. */
export interface HtmlPage {
  url: string;
  title: string;
  /** Text of the first `h1` or `h2`. */
  heading: string;
  links: HtmlLink[];
  /** `href` of `<base>`. */
  base?: string;
  /** `summary` of the first table that has one. */
  tableSummary?: string;
  /** Elements that were opened and closed, by name, of those that matter. */
  opened: ReadonlyMap<string, number>;
  closed: ReadonlyMap<string, number>;
  hasPasswordField: boolean;
  /** Characters of visible text, white space aside. */
  textLength: number;
  /** The elements that hold the entries were closed, or the page itself was. */
  isWhole: boolean;
  /** Reading stopped at the bound on entries. */
  isCut: boolean;
}
