import type { HtmlPage } from './html-page.ts';

/** Fewer characters of visible text than this, beside scripts, and the page is made in the browser. */
const littleText = 400;

/** What an HTML page that is no listing is, and what to do about it. */
export interface PageDescription {
  found: string;
  advice: string;
}

/** Tells whether a page speaks of an error although it was sent with status 200. */
export function looksLikeError(page: HtmlPage): boolean {
  const pattern =
    /\b(?:40[0-9]|50[0-9])\b|not found|forbidden|denied|unauthori[sz]ed|unavailable|maintenance|\berror\b|sign in|log ?in/i;
  return pattern.test(page.title) || pattern.test(page.heading);
}

/** Says what a page is that no recogniser knew. */
export function describeHtml(page: HtmlPage): PageDescription {
  const name = page.title || page.heading;
  const titled = name === '' ? '' : ` ("${name.slice(0, 80)}")`;
  if (page.hasPasswordField || /sign in|log ?in/i.test(name)) {
    return { found: `a login page${titled}`, advice: 'Make the folder readable without a login.' };
  }
  if (looksLikeError(page)) {
    return { found: `an error page${titled} sent with status 200`, advice: 'Check the address and the server.' };
  }
  if (page.opened.has('script') && page.textLength < littleText && page.links.length < 20) {
    return {
      found: `a page${titled} that JavaScript builds in the browser`,
      advice: 'Give the address of a plain listing; for an S3 bucket, that of the bucket itself.',
    };
  }
  if (page.links.length === 0 && page.textLength === 0) {
    return { found: 'an empty page', advice: 'Check the address and the server.' };
  }
  return {
    found: `a web page${titled} that does not list XML documents`,
    advice: 'Give the address of the folder that holds the metadata documents.',
  };
}
