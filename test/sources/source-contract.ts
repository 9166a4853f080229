import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isComplete, type ListingState } from '../../functions/domain/listing.ts';
import type { SourceType } from '../../functions/domain/ports.ts';
import { sourceTypes } from '../../functions/sources/source-types.ts';
import { type ListOptions, listInSlices, listSlice } from '../support/list-source.ts';

/** A provider of one source type, as the contract needs it. */
export interface ContractProvider {
  /** Of the source. */
  url: string;
  /** Fills the source with so many documents over several pages, in whatever way the type has them. */
  fill(documents: number): void;
  /** Names besides a document that is not the source's. Absent where documents have addresses that we make. */
  addForeign?: () => void;
  /** Answers the source's own page, or those behind it, with this. */
  break(part: 'first' | 'later', answer: BrokenAnswer): void;
  /** Requests so far, robots.txt apart. */
  requestCount(): number;
  stop(): Promise<void>;
}

/** Each is an answer that tells nothing of the source. */
export type BrokenAnswer =
  | 'closes the connection'
  | '401'
  | '403'
  | '404'
  | '500'
  | 'a login page'
  | 'nothing'
  | 'half a page';

/** The body of a broken answer that has one. */
export const loginPage = '<!DOCTYPE html><html><title>Log in</title><form><input type="password"></form></html>';

/** What every source type keeps to. */
export function describeContract(type: SourceType, start: () => Promise<ContractProvider>): void {
  describe(`the contract of source types, kept by ${type.harvest_type}`, () => {
    let provider: ContractProvider;
    beforeEach(async () => {
      provider = await start();
    });
    afterEach(() => provider.stop());

    const list = (options?: ListOptions): Promise<ListingState> => listSlice(type, provider.url, options);
    const urlsOf = ({ documents }: ListingState) => documents.map(({ url }) => url).sort();

    it('has one row in the table', () => {
      expect(sourceTypes.filter(({ harvest_type }) => harvest_type === type.harvest_type)).toEqual([type]);
    });

    it('lists everything once, by absolute addresses, and tells how far it is', async () => {
      provider.fill(250);
      const progress: number[] = [];
      const listing = await list({ progress });
      expect(new Set(urlsOf(listing)).size).toBe(250);
      expect(listing.documents).toHaveLength(250);
      for (const { url } of listing.documents) expect(new URL(url).href).toBe(url);
      expect(listing).toMatchObject({ failures: [], notices: [] });
      expect(isComplete(listing)).toBe(true);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(progress.at(-1)).toBe(250);
    });

    it('finds the same addresses every time', async () => {
      provider.fill(120);
      expect(urlsOf(await list())).toEqual(urlsOf(await list()));
    });

    it('goes on from its state when the time was over, and asks for nothing twice', async () => {
      provider.fill(250);
      const whole = await list();
      const before = provider.requestCount();
      const { listing, slices } = await listInSlices(type, provider.url);
      expect(slices).toBeGreaterThan(1);
      expect(urlsOf(listing)).toEqual(urlsOf(whole));
      expect(isComplete(listing)).toBe(true);
      expect(provider.requestCount()).toBe(2 * before);
    });

    it('goes on from the same state twice with the same result', async () => {
      provider.fill(250);
      const first = JSON.stringify(await list({ isTimeUp: () => true }));
      const again = () => list({ from: JSON.parse(first) as ListingState });
      expect(await again()).toEqual(await again());
    });

    it('lets an empty source be empty', async () => {
      const listing = await list();
      expect(listing.documents).toEqual([]);
      expect(isComplete(listing)).toBe(true);
    });

    it.each<[answer: BrokenAnswer, code: RegExp]>([
      ['closes the connection', /^SOURCE_(?:UNREACHABLE|BROKEN_RESPONSE)$/],
      ['401', /^SOURCE_HTTP_STATUS$/],
      ['403', /^SOURCE_HTTP_STATUS$/],
      ['404', /^SOURCE_HTTP_STATUS$/],
      ['500', /^SOURCE_HTTP_STATUS$/],
      ['a login page', /^SOURCE_NOT_A_LISTING$/],
      ['nothing', /^SOURCE_NOT_A_LISTING$/],
      ['half a page', /^SOURCE_BROKEN_RESPONSE$/],
    ])('throws when the source answers with %s, and names it', async (answer, code) => {
      provider.fill(250);
      provider.break('first', answer);
      await expect(list()).rejects.toMatchObject({
        code: expect.stringMatching(code),
        message: expect.stringContaining(new URL(provider.url).origin),
      });
    });

    it.each<BrokenAnswer>(['closes the connection', '403', '404', '500', 'a login page', 'half a page'])(
      'keeps what it has, and is not complete, when a later page answers with %s',
      async (answer) => {
        provider.fill(250);
        provider.break('later', answer);
        const listing = await list();
        expect(listing.documents.length).toBeGreaterThan(0);
        expect(listing.documents.length).toBeLessThan(250);
        expect(listing.failures.length).toBeGreaterThan(0);
        expect(listing.cursor).toBeUndefined();
        expect(isComplete(listing)).toBe(false);
        expect(provider.requestCount()).toBeLessThan(60);
      },
    );

    it('reads no more than a source may have, and says so', async () => {
      provider.fill(250);
      const listing = await list({ limits: { maxDocuments: 90 } });
      expect(listing.documents.length).toBeLessThan(250);
      expect(listing.failures.map(({ code }) => code)).toContain('DOCUMENT_LIMIT');
    });

    it('lists no document of another host, and remarks it', async () => {
      provider.fill(20);
      provider.addForeign?.();
      const listing = await list();
      expect(listing.documents).toHaveLength(20);
      expect(listing.notices.map(({ code }) => code)).toEqual(provider.addForeign ? ['OUTSIDE_SOURCE'] : []);
    });

    it('shows user info nowhere', async () => {
      provider.fill(120);
      provider.break('later', '500');
      const listing = await listSlice(type, provider.url.replace('//', '//me:secret@'));
      expect(listing.documents.length).toBeGreaterThan(0);
      expect(JSON.stringify(listing)).not.toContain('secret');
    });
  });
}
