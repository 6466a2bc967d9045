import { z } from 'zod';
import { bearerHeader, callOnce, joinUrl, parseJson, type Fetch } from '../lib/outbound/http-call';
import { failureOf, quoteReply, unreadableReply, type CallContext, type Failure } from '../lib/outbound/call-outcome';
import type { EffectOutcome } from '../lib/outbound/outcome';
import type { Breaker } from '../lib/outbound/breaker';
import type { AnnotationSeverity } from './render';

/** A diagnosis as a region on the time axis of every dashboard that shows the layer. */
export interface DiagnosisAnnotation {
  /** The effect that writes it; names the call in logs, Grafana does not see it. */
  readonly effectId: string;
  readonly runId: string;
  readonly test: string;
  readonly severity: AnnotationSeverity;
  /** Plain text; escaped here, because Grafana draws annotations as HTML. */
  readonly text: string;
  readonly from: Date;
  readonly to: Date;
  /** The annotation's only link; null leaves it out. */
  readonly runUrl: string | null;
}

export interface AnnotationClientOptions {
  /** `GRAFANA_URL`, with the sub-path Grafana is served under, if any. */
  readonly grafanaUrl: string;
  /** Token of a service account with annotations:create and annotations:read on annotations:type:organization. */
  readonly token: string;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
  /** Default 10 s. */
  readonly timeoutMs?: number;
  readonly breaker?: Breaker;
}

export interface AnnotationClient {
  /**
   * Writes the annotation once; never rejects. With `lookupFirst` (a retry) the one that an earlier try may have left
   * is looked up by its tags and adopted, so that a run is never annotated twice.
   */
  write(
    annotation: DiagnosisAnnotation,
    options?: { readonly lookupFirst?: boolean }
  ): Promise<EffectOutcome<{ annotationId: number }>>;
}

const createdSchema = z.object({ id: z.number().int().positive() });
const errorSchema = z.object({ message: z.string() });
const foundSchema = z.array(z.object({ id: z.number().int().positive(), tags: z.array(z.string()).nullish() }));

/**
 * Client of Grafana's annotations API (grafana.com/docs/grafana/latest/developers/http_api/annotations): organisation
 * annotations, so that any dashboard shows them with a tags query.
 *
 * @throws when the address or the token cannot be used at all; the message names the variable, not its value.
 */
export function createAnnotationClient(options: AnnotationClientOptions): AnnotationClient {
  const { fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 10_000, breaker = null, token } = options;
  const line = { fetch, timeoutMs, breaker };
  const url = joinUrl(options.grafanaUrl, '/api/annotations', 'GRAFANA_URL');
  const headers = bearerHeader(token, 'GRAFANA_TOKEN');
  const creating: CallContext = { service: 'Grafana', action: 'writing the annotation', acts: true, timeoutMs, now };
  const reading: CallContext = { ...creating, action: 'looking for the annotation', acts: false };

  /** Grafana's own words; nothing of the page that a proxy in front of it may answer with. */
  function messageOf(body: string | null): string | null {
    const error = errorSchema.safeParse(parseJson(body));
    return error.success ? quoteReply(error.data.message, [token]) : null;
  }

  async function find(annotation: DiagnosisAnnotation): Promise<{ id: number | null } | Failure> {
    const wanted = identityTags(annotation.runId);
    const address = new URL(url);
    wanted.forEach((tag) => address.searchParams.append('tags', tag));
    address.searchParams.set('limit', '100');
    const reply = await callOnce(line, { url: address, method: 'GET', headers });
    const body = reply.kind === 'answered' ? reply.body : null;
    const failure = failureOf(reply, reading, messageOf(body));
    if (failure !== null) {
      return failure;
    }
    const found = foundSchema.safeParse(parseJson(body));
    if (!found.success) {
      return unreadableReply(reading);
    }
    // Checked here too: an older Grafana or a proxy that drops a filter must not hand us another run's annotation.
    return { id: found.data.find(({ tags }) => wanted.every((tag) => tags?.includes(tag)))?.id ?? null };
  }

  return {
    async write(annotation, { lookupFirst = false } = {}) {
      if (lookupFirst) {
        const found = await find(annotation);
        if ('kind' in found) {
          const reason = `Whether an earlier try wrote the annotation is not known. ${found.reason}`;
          return { kind: 'unknown', code: 'lookupFailed', reason };
        }
        if (found.id !== null) {
          return { kind: 'confirmed', result: { annotationId: found.id } };
        }
      }
      const reply = await callOnce(line, { url, method: 'POST', headers, body: requestBody(annotation) });
      const body = reply.kind === 'answered' ? reply.body : null;
      const failure = failureOf(reply, creating, messageOf(body));
      if (failure !== null) {
        return failure;
      }
      const created = createdSchema.safeParse(parseJson(body));
      return created.success
        ? { kind: 'confirmed', result: { annotationId: created.data.id } }
        : unreadableReply(creating);
    },
  };
}

/** The tags that name one run's diagnosis. */
function identityTags(runId: string): string[] {
  return ['loadtest', 'diagnosis', `run:${runId}`];
}

function requestBody({ runId, test, severity, text, from, to, runUrl }: DiagnosisAnnotation): Record<string, unknown> {
  const link = runUrl === null ? null : httpAddress(runUrl);
  const region = to.getTime() > from.getTime() ? { timeEnd: to.getTime() } : {};
  return {
    time: from.getTime(),
    ...region,
    tags: [...identityTags(runId), `test:${test}`, `severity:${severity}`],
    text: link === null ? escapeHtml(text) : `${escapeHtml(text)} <a href="${escapeHtml(link)}">Open the run</a>`,
  };
}

function httpAddress(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed.href : null;
}

const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);
}
