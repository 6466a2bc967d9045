import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { Alert, Badge, Button, Stack, Text } from '@grafana/ui';
import { ofWord } from '../../api/tolerant';
import { RedeploySwitch } from '../../components/RedeploySwitch';
import { Section } from '../../components/Section';
import { t } from '../../translations';
import { Entries, Entry } from './Entries';
import { type Integration, type IntegrationName, type Status, statusQuery } from './queries';
import { SlackTest } from './SlackTest';

interface Props {
  readonly appVersion: string;
  /** Grafana has stored an operate key. */
  readonly operateKey: boolean;
}

/** Versions of both sides, and what of the sidecar is set up, with the variables that do so. */
export function SidecarParts({ appVersion, operateKey }: Props) {
  const status = useQuery(statusQuery());
  return (
    <Section
      title={t('parts.title', 'What the sidecar is set up with')}
      what={t('parts.what', 'the state of the sidecar')}
      query={status}
      actions={
        <Button
          variant="secondary"
          size="sm"
          icon="sync"
          disabled={status.isFetching}
          onClick={() => void status.refetch()}
        >
          {t('parts.refresh', 'Refresh')}
        </Button>
      }
    >
      {(answer) => (
        <Stack direction="column" gap={2}>
          <Text>
            {t('parts.versions', 'Sidecar {{sidecar}}, app {{app}}.', { sidecar: answer.version, app: appVersion })}
          </Text>
          {answer.unreadable.length > 0 && (
            <Alert severity="warning" title={t('parts.unreadable', 'Not everything can be shown')}>
              {t(
                'parts.unreadable-hint',
                'The sidecar told these in a way that this app does not know: {{fields}}. Are both of the same version?',
                { fields: answer.unreadable.join(', ') }
              )}
            </Alert>
          )}
          <Parts status={answer} />
          <RedeploySwitch />
          <SlackTest slack={answer.integrations.slack} operateKey={operateKey} />
        </Stack>
      )}
    </Section>
  );
}

const variables: Record<IntegrationName, readonly string[]> = {
  model: ['ANTHROPIC_API_KEY'],
  slack: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL', 'SLACK_WEBHOOK_URL'],
  vercel: ['VERCEL_TOKEN', 'VERCEL_ALLOWED_PROJECT_IDS'],
  annotations: ['GRAFANA_URL', 'GRAFANA_TOKEN'],
};

function Parts({ status }: { readonly status: Status }) {
  const { metricStore, records, remediationMode, runAlerts, runAlertsReason, unreadable } = status;
  const names: Record<IntegrationName, string> = {
    model: t('parts.model', 'Model'),
    slack: t('parts.slack', 'Slack'),
    vercel: t('parts.vercel', 'Vercel'),
    annotations: t('parts.annotations', 'Annotations'),
  };
  return (
    <Entries label={t('parts.list', 'Parts of the sidecar')}>
      <Entry
        name={t('parts.metric-store', 'Metric store')}
        badge={
          <State
            look={metricStore.reachable ? 'on' : 'away'}
            text={metricStore.reachable ? t('parts.answers', 'answers') : t('parts.away', 'away')}
          />
        }
        variables={['INFLUX_URL']}
      >
        {storeText(metricStore.kind)} {metricStore.reason}
        {metricStore.warning !== null && (
          <Alert severity="warning" title={t('parts.store-warning', 'The metric store fills up')}>
            {metricStore.warning}
          </Alert>
        )}
      </Entry>
      {!unreadable.includes('records') && (
        <Entry
          name={t('parts.records', 'Database')}
          badge={<State look="word" text={records} />}
          variables={['DATABASE_URL']}
        >
          {recordsText(records)}
        </Entry>
      )}
      {(Object.keys(names) as IntegrationName[]).map((name) => (
        <Entry
          key={name}
          name={names[name]}
          badge={<OnOff integration={status.integrations[name]} />}
          variables={variables[name].filter((variable) => !status.integrations[name]?.detail.includes(variable))}
        >
          {status.integrations[name]?.detail ?? t('parts.not-told', 'This sidecar does not tell.')}
        </Entry>
      ))}
      {!unreadable.includes('remediationMode') && (
        <Entry
          name={t('parts.remediation', 'Redeploys')}
          badge={<State look="word" text={remediationMode} />}
          variables={['REMEDIATION_MODE']}
        >
          {remediationText(remediationMode)}
        </Entry>
      )}
      {!unreadable.includes('runAlerts') && (
        <Entry
          name={t('parts.run-alerts', 'Who tells about runs')}
          badge={<State look={runAlertsReason === null ? 'word' : 'away'} text={runAlerts} />}
          variables={['RUN_ALERTS']}
        >
          {runAlertsText(runAlerts)} {runAlertsReason}
        </Entry>
      )}
    </Entries>
  );
}

function OnOff({ integration }: { readonly integration: Integration | undefined }) {
  if (integration === undefined) {
    return <State look="word" text={t('parts.unknown', 'unknown')} />;
  }
  return integration.on ? (
    <State look="on" text={t('parts.on', 'on')} />
  ) : (
    <State look="off" text={t('parts.off', 'off')} />
  );
}

const looks = {
  on: { color: 'green', icon: 'check-circle' },
  off: { color: 'darkgrey', icon: 'minus-circle' },
  away: { color: 'orange', icon: 'exclamation-triangle' },
  word: { color: 'blue', icon: 'info-circle' },
} as const;

function State({ look, text }: { readonly look: keyof typeof looks; readonly text: string }) {
  return <Badge {...looks[look]} text={text} />;
}

function storeText(kind: string): string {
  const texts: Readonly<Record<string, string>> = {
    embedded: t('parts.store-embedded', 'The sidecar takes the samples itself.'),
    influxdb: t('parts.store-influxdb', 'Samples are in InfluxDB.'),
  };
  return ofWord(texts, kind) ?? kind;
}

function recordsText(kind: string): string {
  const texts: Readonly<Record<string, string>> = {
    embedded: t('parts.records-embedded', "Runs and incidents are in a folder of the sidecar's own machine."),
    postgres: t('parts.records-postgres', 'Runs and incidents are in a Postgres server.'),
  };
  return ofWord(texts, kind) ?? '';
}

function remediationText(mode: string): string {
  const texts: Readonly<Record<string, string>> = {
    auto: t('parts.remediation-auto', 'What the rules permit is redeployed by itself.'),
    approve: t('parts.remediation-approve', 'A redeploy waits for a person.'),
    'dry-run': t('parts.remediation-dry-run', 'It is only said what would be redeployed.'),
    off: t('parts.remediation-off', 'Nothing is redeployed.'),
  };
  return ofWord(texts, mode) ?? '';
}

function runAlertsText(who: string): string {
  const texts: Readonly<Record<string, string>> = {
    sidecar: t('parts.alerts-sidecar', 'The sidecar tells Slack.'),
    grafana: t('parts.alerts-grafana', 'The alert rules in Grafana tell.'),
  };
  return ofWord(texts, who) ?? '';
}
