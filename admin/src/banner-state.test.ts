import { initialModel, reduce, viewOf, type BannerEvent, type BannerModel } from './banner-state';
import { banner, incident, unknown } from './testing/endpoint';

const start = Date.parse('2026-11-29T12:00:00Z');
const minute = 60_000;

const answered = (value: Parameters<typeof banner>[0] | typeof unknown): BannerEvent => ({
  kind: 'answered',
  value: value !== undefined && 'state' in value ? value : banner(value),
  etag: null,
});
const failed: BannerEvent = { kind: 'failed', reason: 'no answer', retryAfterMs: 0 };
const refused: BannerEvent = { kind: 'refused', reason: 'HTTP 401' };
const dismissed: BannerEvent = { kind: 'dismissed' };
const navigated: BannerEvent = { kind: 'navigated' };

const after = (...events: readonly BannerEvent[]): BannerModel =>
  events.reduce((model, event) => reduce(model, event, start), initialModel);
const seen = (...events: readonly BannerEvent[]) => viewOf(after(...events), start);

const broken = answered([incident()]);
const well = answered([]);

describe('what is to be seen', () => {
  it.each([
    ['nothing before the first answer', [], 'none'],
    ['nothing while all is well', [well], 'none'],
    ['what needs a person', [broken], 'actionRequired'],
    ['nothing once the next load test has passed', [broken, well], 'none'],
    ['that nobody knows', [answered(unknown)], 'unknown'],
    ['nothing for who is not logged in', [refused], 'none'],
    ['nothing of what was known, once logged out', [broken, refused], 'none'],
    ['still nothing when the network fails after that', [broken, refused, failed], 'none'],
    ['what needs a person, however long nobody answers', [broken, failed, failed, failed, failed], 'actionRequired'],
    ['nothing for one missed poll', [well, failed], 'none'],
    ['unknown after two', [well, failed, failed], 'unknown'],
    ['unknown where it never answered', [failed, failed], 'unknown'],
    ['nothing again once it answers that nothing has changed', [well, failed, failed, { kind: 'unchanged' }], 'none'],
  ] satisfies ReadonlyArray<[string, readonly BannerEvent[], string]>)('%s', (_, events, kind) => {
    expect(seen(...events).kind).toBe(kind);
  });

  it('tells with what needs a person that the monitor is silent, and since when', () => {
    expect(seen(broken, failed)).toMatchObject({ isSilent: false, answeredAt: null });
    expect(seen(broken, failed, failed)).toMatchObject({ isSilent: true, answeredAt: start });
  });

  it('believes an ok until staleAt, once a poll is missed', () => {
    const staleAt = new Date(start + minute).toISOString();
    const ok = answered(banner([], { staleAt }));
    expect(viewOf(after(ok, failed), start + minute - 1).kind).toBe('none');
    expect(viewOf(after(ok, failed), start + minute)).toMatchObject({ kind: 'unknown', isSilent: true });
    expect(viewOf(after(ok), start + minute).kind).toBe('none');
  });

  it('tells why and since when nobody knows', () => {
    expect(seen(answered(unknown))).toMatchObject({ reason: unknown.unknownReason, since: unknown.since });
  });
});

describe('what was dismissed', () => {
  const other = incident({ incidentId: 'i2', runId: 'r2' });
  it.each([
    ['stays away while nothing changes', [broken, dismissed, broken, { kind: 'unchanged' }], 'none'],
    ['stays away while the monitor is silent', [broken, dismissed, failed, failed], 'none'],
    [
      'stays away when only the diagnosis changes',
      [broken, dismissed, answered([incident({ diagnosis: 'x' })])],
      'none',
    ],
    [
      'stays away when incidents change their order',
      [answered([incident(), other]), dismissed, answered([other, incident()])],
      'none',
    ],
    ['comes back on the next page', [broken, dismissed, navigated], 'actionRequired'],
    ['comes back with another incident', [broken, dismissed, answered([incident(), other])], 'actionRequired'],
    ['comes back with a newer run', [broken, dismissed, answered([incident({ runId: 'r2' })])], 'actionRequired'],
    ['comes back when one of two is left', [answered([incident(), other]), dismissed, broken], 'actionRequired'],
    ['is told anew after it was well', [broken, dismissed, well, broken], 'actionRequired'],
    ['does not hide that nobody knows', [broken, dismissed, answered(unknown)], 'unknown'],
    ['may be that nobody knows', [answered(unknown), dismissed, answered(unknown)], 'none'],
    ['may be a silent monitor', [well, failed, failed, dismissed, failed], 'none'],
    ['does not hide a failure after a silence', [failed, failed, dismissed, broken], 'actionRequired'],
  ] satisfies ReadonlyArray<[string, readonly BannerEvent[], string]>)('%s', (_, events, kind) => {
    expect(seen(...events).kind).toBe(kind);
  });
});
