import React from 'react';
import { t } from '../../translations';
import { Badge, type BadgeColor, type IconName, Text } from '@grafana/ui';
import { formatCount } from '../../../backend/src/lib/figures';
import type { Schemas } from '../../api/request';
import type { RunDetailRecord } from '../../api/runDetail';
import { ofWord } from '../../api/tolerant';
import { notKnown } from '../../components/figures';
import { RunTime } from '../../components/RunTime';
import { CardTable } from '../../components/CardTable';
import { Readable } from './Readable';
import { TitledSection } from '../../components/TitledSection';

type Effect = RunDetailRecord['effects'][number];
type State = Schemas['RunDetail']['effects'][number]['state'];

/** What the run has set off elsewhere, and whether it got there. */
export function Effects({ run }: { readonly run: RunDetailRecord }) {
  return (
    <TitledSection title={t('run.effects', 'Effects')} what={t('run.effects-what', 'the effects')}>
      <Readable run={run} field="effects">
        {run.effects.length === 0 ? (
          <Text color="secondary">
            {run.counts
              ? t('run.effects-none', 'The run has set off nothing: no message, redeploy, annotation or result point.')
              : t('run.effects-not-counted', 'A run that does not count sets off nothing.')}
          </Text>
        ) : (
          <CardTable
            label={t('run.effects', 'Effects')}
            heads={[
              t('effects.what', 'What'),
              t('effects.state', 'State'),
              t('effects.attempts', 'Attempts'),
              t('effects.planned', 'Planned'),
              t('effects.settled', 'Settled'),
              t('effects.reason', 'Reason'),
            ]}
            lines={run.effects.map((effect) => ({
              key: effect.id,
              cells: [
                kindText(effect.kind),
                <StateBadge key="state" state={effect.state} />,
                formatCount(effect.attempts),
                <RunTime key="planned" at={effect.createdAt} />,
                effect.settledAt === null ? notKnown : <RunTime key="settled" at={effect.settledAt} />,
                reasonText(effect),
              ],
            }))}
          />
        )}
      </Readable>
    </TitledSection>
  );
}

function kindText(kind: string): string {
  const names = new Map([
    ['slackMessage', t('effects.slack', 'Slack message')],
    ['slackEdit', t('effects.slack-edit', 'Slack message brought up to date')],
    ['vercelRedeploy', t('effects.vercel', 'Vercel redeploy')],
    ['grafanaAnnotation', t('effects.annotation', 'Grafana annotation')],
    ['resultPoint', t('effects.result-point', 'Result point')],
  ]);
  return names.get(kind) ?? kind;
}

function StateBadge({ state }: { readonly state: string }) {
  const looks: Record<State, { readonly color: BadgeColor; readonly icon: IconName; readonly text: string }> = {
    planned: { color: 'blue', icon: 'clock-nine', text: t('effects.is-planned', 'planned') },
    claimed: { color: 'blue', icon: 'sync', text: t('effects.is-claimed', 'being sent') },
    sent: { color: 'blue', icon: 'sync', text: t('effects.is-sent', 'sent, not confirmed yet') },
    confirmed: { color: 'green', icon: 'check', text: t('effects.is-confirmed', 'confirmed') },
    rejected: { color: 'red', icon: 'times', text: t('effects.is-rejected', 'rejected') },
    skipped: { color: 'darkgrey', icon: 'minus-circle', text: t('effects.is-skipped', 'skipped') },
    unknown: { color: 'orange', icon: 'question-circle', text: t('effects.is-unknown', 'outcome unknown') },
  };
  const { color, icon, text } = ofWord(looks, state) ?? { color: 'darkgrey', icon: 'question-circle', text: state };
  return <Badge color={color} icon={icon} text={text} />;
}

function reasonText({ code, reason }: Effect): string {
  return [reason, code === null ? null : `(${code})`].filter((part) => part !== null).join(' ') || notKnown;
}
