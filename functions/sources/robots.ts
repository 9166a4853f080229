/** One Allow or Disallow line of robots.txt. */
export interface RobotsRule {
  allow: boolean;
  /** As written, after the colon. */
  path: string;
}

/** What a robots.txt says to one crawler. */
export interface Robots {
  rules: RobotsRule[];
  /** Crawl-delay, ms: not in RFC 9309, but sent by many and understood by most. */
  crawlDelayMs?: number;
  /** The User-agent line the rules stand under, as written. */
  agent?: string;
}

/** The longest robots.txt that is read; RFC 9309 section 2.5 asks for at least so much. */
export const maxRobotsBytes = 500 * 1024;

interface Group {
  agents: string[];
  rules: RobotsRule[];
  delay?: number;
}

const groupsFrom = (text: string): Group[] => {
  const groups: Group[] = [];
  let naming = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const [, field, value] = /^\s*([a-z-]+)\s*:\s*([^#]*?)\s*(?:#.*)?$/i.exec(line) ?? [];
    if (field === undefined || value === undefined) continue;
    const name = field.toLowerCase();
    if (name === 'user-agent') {
      if (!naming) groups.push({ agents: [], rules: [] });
      groups.at(-1)?.agents.push(value);
      naming = true;
      continue;
    }
    const group = groups.at(-1);
    // Other lines, such as Sitemap, belong to no group and end none (RFC 9309 section 2.2.4).
    if (group === undefined || !['allow', 'disallow', 'crawl-delay'].includes(name)) continue;
    naming = false;
    if (name === 'crawl-delay') {
      const delay = Number(value);
      if (value !== '' && Number.isFinite(delay) && delay >= 0) group.delay = delay;
    } else if (value !== '') group.rules.push({ allow: name === 'allow', path: value });
  }
  return groups;
};

/** The rules of a robots.txt (RFC 9309) for a crawler's product token: its own groups together, else those for `*`. */
export function parseRobots(text: string, productToken: string): Robots {
  const groups = groupsFrom(text);
  const token = productToken.toLowerCase();
  // Versions and the like after the token are not part of the match (section 2.2.1).
  const tokenOf = (agent: string) => (/^[a-z_-]+/i.exec(agent)?.[0] ?? agent).toLowerCase();
  const own = groups.filter(({ agents }) => agents.some((agent) => tokenOf(agent) === token));
  const chosen = own.length > 0 ? own : groups.filter(({ agents }) => agents.includes('*'));
  const robots: Robots = { rules: chosen.flatMap(({ rules }) => rules) };
  const delays = chosen.map(({ delay }) => delay).filter((delay) => delay !== undefined);
  if (delays.length > 0) robots.crawlDelayMs = Math.max(...delays) * 1000;
  if (chosen.length > 0) robots.agent = own.length > 0 ? productToken : '*';
  return robots;
}

/** Percent-encoding in one form: upper-case, only where it is needed (section 2.2.2). */
const normalized = (path: string): string =>
  path
    .replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : '\uFFFD'))
    .replace(/%([0-9a-f]{2})/gi, (encoded, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16));
      return /[A-Za-z0-9._~-]/.test(character) ? character : encoded.toUpperCase();
    });

/** Matches from the start; `*` stands for anything and `$` at the end for the end. In linear time for any pattern. */
const matches = (pattern: string, path: string): boolean => {
  const anchored = pattern.endsWith('$');
  const pieces = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  const first = pieces.shift() as string;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = anchored ? pieces.pop() : undefined;
  for (const piece of pieces) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  if (!anchored) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
};

/** The rule that closes a URL to us, or undefined when it is open: the longest match decides, a tie opens (section 2.2.2). */
export function closingRule(robots: Robots, url: URL): RobotsRule | undefined {
  const path = normalized(url.pathname + url.search);
  if (path === '/robots.txt') return undefined;
  let decisive: RobotsRule | undefined;
  let length = -1;
  for (const rule of robots.rules) {
    const pattern = normalized(rule.path);
    if (pattern.length < length || !matches(pattern, path)) continue;
    if (pattern.length === length && !rule.allow) continue;
    decisive = rule;
    length = pattern.length;
  }
  return decisive?.allow === false ? decisive : undefined;
}
