/** One link of a page with the text of its own row only. */
export interface HtmlLink {
  href: string;
  /** Text of the link, white space folded; cut to what a label needs. */
  text: string;
  /** Text of the row before and after the link; empty where a row has several links, because it cannot be told whose it is. */
  before: string;
  after: string;
  /** Machine-readable values of the row, where it has them: `<time datetime>` and `data-order`. */
  datetime?: string;
  order?: string;
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
