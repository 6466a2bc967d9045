import { z } from 'zod';
import type { Breaker } from '../lib/outbound/breaker';
import { grafanaWords } from '../lib/outbound/grafana-words';
import { failureOf, quoteReply, unreadableReply, type CallContext, type Failure } from '../lib/outbound/call-outcome';
import { bearerHeader, callOnce, joinUrl, parseJson, type Fetch } from '../lib/outbound/http-call';

/** The label of Grafana's alert rules that tell about runs and incidents; the README names it. */
export const runAlertLabel = { name: 'loadtest_monitoring', value: 'runs' } as const;

/** What Grafana says about those rules: `active`, or why they tell nobody. */
export type RunAlertRules = { readonly kind: 'active' } | { readonly kind: 'inactive'; readonly reason: string };

export interface GrafanaRulesOptions {
  /** `GRAFANA_URL`, with the sub-path Grafana is served under, if any. */
  readonly grafanaUrl: string;
  /** Service account token with alert.provisioning:read, or alert.rules:read and folders:read on the rules' folder. */
  readonly token: string;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
  /** Default 5 s. */
  readonly timeoutMs?: number;
  readonly breaker?: Breaker;
}

const rulesSchema = z.array(
  z.object({
    title: z.string().default(''),
    labels: z.record(z.string(), z.string()).nullish(),
    isPaused: z.boolean().nullish(),
    /** Only a recording rule has it; it alerts nobody. */
    record: z.unknown().optional(),
  })
);

/**
 * Asks Grafana for its alert rules (`GET /api/v1/provisioning/alert-rules`,
 * grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/api-legacy/alerting_provisioning; the
 * permissions are those of pkg/services/ngalert/api/authorization.go). The question never rejects.
 *
 * @throws when the address or the token cannot be used at all; the message names the variable, not its value.
 */
export function createGrafanaRules(options: GrafanaRulesOptions): () => Promise<RunAlertRules | Failure> {
  const { fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 5000, breaker = null, token } = options;
  const line = { fetch, timeoutMs, breaker };
  const url = joinUrl(options.grafanaUrl, '/api/v1/provisioning/alert-rules', 'GRAFANA_URL');
  const headers = bearerHeader(token, 'GRAFANA_TOKEN');
  const call: CallContext = { service: 'Grafana', action: 'asking for the alert rules', acts: false, timeoutMs, now };

  return async () => {
    const reply = await callOnce(line, { url, method: 'GET', headers });
    const body = parseJson(reply.kind === 'answered' ? reply.body : null);
    const failure = failureOf(reply, call, grafanaWords(body, token));
    if (failure !== null) {
      return failure;
    }
    const rules = rulesSchema.safeParse(body);
    return rules.success ? runAlertRulesOf(rules.data) : unreadableReply(call);
  };
}

/** One paused rule is enough: what it would have told, nobody tells. */
function runAlertRulesOf(rules: z.output<typeof rulesSchema>): RunAlertRules {
  const { name, value } = runAlertLabel;
  const ours = rules.filter(({ labels, record }) => labels?.[name] === value && (record ?? null) === null);
  const paused = ours.find(({ isPaused }) => isPaused === true);
  if (ours.length === 0) {
    return { kind: 'inactive', reason: `Grafana shows no alert rule with the label ${name}="${value}"` };
  }
  return paused === undefined
    ? { kind: 'active' }
    : { kind: 'inactive', reason: `the alert rule "${quoteReply(paused.title, [])}" is paused in Grafana` };
}
