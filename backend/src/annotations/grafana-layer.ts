import { z } from 'zod';
import { bearerHeader, callOnce, joinUrl, parseJson, type Fetch, type HttpRequest } from '../lib/outbound/http-call';
import { failureOf, unreadableReply, type CallContext, type Failure } from '../lib/outbound/call-outcome';
import type { Breaker } from '../lib/outbound/breaker';
import { grafanaWords } from '../lib/outbound/grafana-words';
import type { DiagnosisLayer } from './diagnosis-layer';
import { contentOf, isContent, type Content } from './grafana-content';
import { identityTags, layerTags, runOf } from './tags';

export interface GrafanaLayerOptions {
  /** `GRAFANA_URL`, with the sub-path Grafana is served under, if any. */
  readonly grafanaUrl: string;
  /** Token of a service account with annotations:read, :create, :write and :delete on annotations:type:organization. */
  readonly token: string;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
  /** Of one call; default 10 s. */
  readonly timeoutMs?: number;
  readonly breaker?: Breaker;
}

/** How long `put` and `remove` go on with further annotations of the same run, in ms; then the rest is for the next try. */
const removingMs = 40_000;
/** The longest that one `put` or `remove` takes, in s: two looks and two writes, or as long as it goes on, and one call. */
export const longestLayerTrySeconds = removingMs / 1000 + 10;
/** Of one answer, in annotations; Grafana's default would be 100, without a word about the rest. */
const pageSize = 500;
/** Calls that one listing may cost: far more than the annotations of any organisation that can still be drawn. */
const listingCalls = 400;
/** Ends of the time that is listed, in ms: Grafana takes 0 for "no bound". */
const everything: TimeRange = { from: 1, to: Date.UTC(2100, 0, 1) };

interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const createdSchema = z.object({ id: z.number().int().positive() });
const foundSchema = z.array(
  z.object({
    id: z.number().int().positive(),
    text: z.string().nullish(),
    time: z.number().nullish(),
    timeEnd: z.number().nullish(),
    tags: z.array(z.string()).nullish(),
    dashboardId: z.number().nullish(),
    dashboardUID: z.string().nullish(),
  })
);

/** An organisation annotation of the layer, as Grafana has it. */
interface Found extends Content {
  readonly id: number;
  readonly runId: string;
}

type Looked =
  | { readonly kind: 'found'; readonly annotations: readonly Found[]; readonly isFull: boolean }
  /** Nothing was found out. */
  | Failure;

/** `gone`: somebody has removed it since it was looked at. */
type Written = { readonly kind: 'written'; readonly id: number } | { readonly kind: 'gone' } | Failure;

/**
 * The layer over Grafana's annotations API (grafana.com/docs/grafana/latest/developers/http_api/annotations):
 * organisation annotations, so that any dashboard shows them with a tags query.
 *
 * @throws when the address or the token cannot be used at all; the message names the variable, not its value.
 */
export function createGrafanaLayer(options: GrafanaLayerOptions): DiagnosisLayer {
  const { fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 10_000, breaker = null, token } = options;
  const line = { fetch, timeoutMs, breaker };
  const url = joinUrl(options.grafanaUrl, '/api/annotations', 'GRAFANA_URL');
  const headers = bearerHeader(token, 'GRAFANA_TOKEN');
  const acting = (action: string): CallContext => ({ service: 'Grafana', action, acts: true, timeoutMs, now });
  const looking: CallContext = { ...acting('looking for annotations'), acts: false };

  async function ask(request: Omit<HttpRequest, 'headers'>, call: CallContext) {
    const reply = await callOnce(line, { ...request, headers });
    const answered = reply.kind === 'answered' ? reply : null;
    const json = parseJson(answered?.body ?? null);
    return { failure: failureOf(reply, call, grafanaWords(json, token)), isMissing: answered?.status === 404, json };
  }

  async function look(tags: readonly string[], range: TimeRange | null): Promise<Looked> {
    const address = new URL(url);
    tags.forEach((tag) => address.searchParams.append('tags', tag));
    address.searchParams.set('limit', String(pageSize));
    Object.entries(range ?? {}).forEach(([name, at]) => address.searchParams.set(name, String(at)));
    const { failure, json } = await ask({ url: address, method: 'GET' }, looking);
    if (failure !== null) {
      return failure;
    }
    const found = foundSchema.safeParse(json);
    if (!found.success) {
      return unreadableReply(looking);
    }
    // Looked at here too: an older Grafana, or a proxy that drops a filter, must not hand us what is not ours.
    const annotations = found.data.flatMap((each): Found[] => {
      const { id, text, time, timeEnd, tags: has } = each;
      const runId = runOf(has ?? []);
      const isOfDashboard = (each.dashboardId ?? 0) !== 0 || (each.dashboardUID ?? '') !== '';
      return runId === null || isOfDashboard
        ? []
        : [{ id, runId, text: text ?? '', time: time ?? 0, timeEnd: timeEnd ?? time ?? 0, tags: has ?? [] }];
    });
    return { kind: 'found', annotations, isFull: found.data.length >= pageSize };
  }

  /** Of one run, oldest first. */
  async function ofRun(runId: string): Promise<Looked> {
    const looked = await look(identityTags(runId), null);
    return looked.kind !== 'found'
      ? looked
      : {
          ...looked,
          annotations: looked.annotations
            .filter((each) => each.runId === runId)
            .sort((one, other) => one.id - other.id),
        };
  }

  const one = (id: number): URL => Object.assign(new URL(url), { pathname: `${url.pathname}/${id}` });

  async function create(body: Content): Promise<Written> {
    const call = acting('writing the annotation');
    const { failure, json } = await ask({ url, method: 'POST', body }, call);
    if (failure !== null) {
      return failure;
    }
    const created = createdSchema.safeParse(json);
    return created.success ? { kind: 'written', id: created.data.id } : unreadableReply(call);
  }

  async function change(id: number, body: Content): Promise<Written> {
    const { failure, isMissing } = await ask(
      { url: one(id), method: 'PATCH', body },
      acting('changing the annotation')
    );
    return isMissing ? { kind: 'gone' } : (failure ?? { kind: 'written', id });
  }

  /** Null when none of them is there any more. */
  async function removeAll(ids: readonly number[], until: number, isFull: boolean): Promise<Failure | null> {
    for (const id of ids) {
      if (now().getTime() > until) {
        return notReady;
      }
      const call = acting('removing an annotation');
      const { failure, isMissing } = await ask({ url: one(id), method: 'DELETE' }, call);
      if (failure !== null && !isMissing) {
        return failure;
      }
    }
    return isFull ? notReady : null;
  }

  return {
    async put(annotation, runUrl) {
      const until = now().getTime() + removingMs;
      const wanted = contentOf(annotation, runUrl);
      let created: number | null = null;
      for (let looks = 0; looks < 3; looks += 1) {
        const looked = await ofRun(annotation.runId);
        if (looked.kind !== 'found') {
          return looked;
        }
        const [kept, ...further] = looked.annotations;
        if (kept === undefined && created !== null) {
          // A Grafana that reads from a copy of its database may not show it yet.
          return { kind: 'confirmed', result: { did: 'created', annotationId: created, removed: 0 } };
        }
        const isRight = kept !== undefined && isContent(kept, wanted);
        const written: Written = isRight
          ? { kind: 'written', id: kept.id }
          : kept === undefined
            ? await create(wanted)
            : await change(kept.id, wanted);
        if (written.kind === 'gone') {
          continue;
        }
        if (written.kind !== 'written') {
          return written;
        }
        if (kept === undefined) {
          // Looked at once more: another sidecar that was held up since its own look may have created one in between.
          created = written.id;
          continue;
        }
        const ids = further.map(({ id }) => id);
        const failure = await removeAll(ids, until, looked.isFull);
        const did = kept.id === created ? 'created' : isRight ? 'nothing' : 'changed';
        return failure ?? { kind: 'confirmed', result: { did, annotationId: written.id, removed: ids.length } };
      }
      return changedMeanwhile;
    },

    async remove(runId) {
      const until = now().getTime() + removingMs;
      const looked = await ofRun(runId);
      if (looked.kind !== 'found') {
        return looked;
      }
      const ids = looked.annotations.map(({ id }) => id);
      const failure = await removeAll(ids, until, looked.isFull);
      const did = ids.length === 0 ? 'nothing' : 'removed';
      return failure ?? { kind: 'confirmed', result: { did, annotationId: null, removed: ids.length } };
    },

    /**
     * Grafana has no pages. A range of time with more annotations than one answer holds is halved until each answer is
     * whole, which needs no order of the answers.
     */
    async runIds() {
      const runIds = new Set<string>();
      const ranges = [everything];
      let calls = 0;
      for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
        calls += 1;
        if (calls > listingCalls) {
          return tooMany;
        }
        const looked = await look(layerTags, range);
        if (looked.kind !== 'found') {
          return looked;
        }
        looked.annotations.forEach(({ runId }) => runIds.add(runId));
        if (looked.isFull) {
          if (range.from >= range.to) {
            return tooMany;
          }
          const middle = Math.floor((range.from + range.to) / 2);
          ranges.push({ from: range.from, to: middle }, { from: middle + 1, to: range.to });
        }
      }
      return { kind: 'listed', runIds };
    },
  };
}

const again = (code: string, reason: string): Failure => ({ kind: 'retry', code, reason, retryAfterSeconds: null });
const notReady = again('moreToRemove', 'Grafana has more annotations of this run than were removed in one try');
const changedMeanwhile = again('changedMeanwhile', 'The annotation in Grafana was removed while it was being changed');
const tooMany: Failure = {
  kind: 'rejected',
  code: 'tooManyAnnotations',
  reason:
    'Grafana has more annotations with the tags "loadtest" and "diagnosis" than can be listed. ' +
    'Remove old ones, for instance with max_age of [annotations.api] in its configuration.',
};
