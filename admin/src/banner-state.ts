import type { ShownBanner, ShownIncident } from './contract';
import type { Outcome } from './poller';

/** What the banner knows; times are in ms since 1970. It knows neither a document nor a network. */
export interface BannerModel {
  /** The last answer; null before the first one. */
  readonly banner: ShownBanner | null;
  /** When the endpoint last answered, if only that nothing has changed. */
  readonly answeredAt: number | null;
  /** Polls in a row without a usable answer. */
  readonly missedPolls: number;
  /** Nobody is logged in, or the path does not exist. */
  readonly isRefused: boolean;
  /** Fingerprint of what was dismissed. */
  readonly dismissed: string | null;
}

export type BannerEvent =
  | Outcome<ShownBanner>
  | { readonly kind: 'dismissed' }
  /** Another page of the site, or `show()`. */
  | { readonly kind: 'navigated' };

/** What is to be seen. */
export type BannerView =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'actionRequired' | 'unknown';
      /** Other than before when there is something new to be told. */
      readonly fingerprint: string;
      readonly incidents: readonly ShownIncident[];
      readonly reason: string | null;
      /** ISO 8601; since when it is unknown. */
      readonly since: string | null;
      /** The endpoint has stopped answering: what is shown may be old. */
      readonly isSilent: boolean;
      /** When it last answered; null when it is not silent or never did. */
      readonly answeredAt: number | null;
    };

export const initialModel: BannerModel = {
  banner: null,
  answeredAt: null,
  missedPolls: 0,
  isRefused: false,
  dismissed: null,
};

/** After so many a monitor is taken for silent: one may be lost to a restart. */
const tolerableMisses = 1;

/**
 * The model after an event.
 *
 * @param at when it happened, in ms since 1970.
 */
export function reduce(model: BannerModel, event: BannerEvent, at: number): BannerModel {
  switch (event.kind) {
    case 'answered':
      return {
        ...model,
        banner: event.value,
        answeredAt: at,
        missedPolls: 0,
        isRefused: false,
        // What is well again is told anew when it breaks again.
        dismissed: event.value.state === 'ok' ? null : model.dismissed,
      };
    case 'unchanged':
      return { ...model, answeredAt: at, missedPolls: 0, isRefused: false };
    case 'failed':
      return { ...model, missedPolls: model.missedPolls + 1, isRefused: false };
    case 'refused':
      // Who is not logged in sees nothing of what was known before.
      return { ...initialModel, isRefused: true };
    case 'dismissed': {
      const view = undismissedView(model, at);
      return { ...model, dismissed: view.kind === 'none' ? null : view.fingerprint };
    }
    case 'navigated':
      return { ...model, dismissed: null };
  }
}

/** What is to be seen now. An `ok` is believed until `staleAt` or two missed polls; what needs a person stays. */
export function viewOf(model: BannerModel, now: number): BannerView {
  const view = undismissedView(model, now);
  return view.kind !== 'none' && view.fingerprint === model.dismissed ? { kind: 'none' } : view;
}

function undismissedView(model: BannerModel, now: number): BannerView {
  const { banner, isRefused } = model;
  const isSilent = model.missedPolls > tolerableMisses;
  if (isRefused || (banner === null && !isSilent)) {
    return { kind: 'none' };
  }
  if (banner === null || banner.state === 'ok') {
    return isSilent || isOutdated(model, now) ? silentView(model) : { kind: 'none' };
  }
  return {
    kind: banner.state === 'action_required' ? 'actionRequired' : 'unknown',
    fingerprint: fingerprintOf(banner),
    incidents: banner.incidents,
    reason: banner.unknownReason,
    since: banner.since,
    isSilent,
    answeredAt: isSilent ? model.answeredAt : null,
  };
}

function silentView({ answeredAt }: BannerModel): BannerView {
  return {
    kind: 'unknown',
    fingerprint: 'silent',
    incidents: [],
    reason: null,
    since: null,
    isSilent: true,
    answeredAt,
  };
}

/** An answer that came after `staleAt` says for itself that all is well: only a missed poll makes it doubtful. */
function isOutdated({ banner, missedPolls }: BannerModel, now: number): boolean {
  return missedPolls > 0 && typeof banner?.staleAt === 'string' && Date.parse(banner.staleAt) <= now;
}

/** The set of incidents with their newest runs; another diagnosis of the same run is no news. */
function fingerprintOf({ state, unknownReason, incidents }: ShownBanner): string {
  return JSON.stringify([state, unknownReason, incidents.map(({ incidentId, runId }) => [incidentId, runId]).sort()]);
}
