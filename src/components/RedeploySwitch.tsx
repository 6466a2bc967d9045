import React from 'react';
import { useQuery } from '@tanstack/react-query';
import { Alert, Stack, Text } from '@grafana/ui';
import { report } from '../api/interactions';
import { keys } from '../api/live';
import { hasNoSwitch, readRedeploySwitch, type RedeploySwitchRecord, redeploySwitchQuery } from '../api/redeploySwitch';
import { currentPermissions } from '../api/role';
import { askSidecar } from '../api/sidecar';
import { t } from '../translations';
import { ActWithReason } from './ActWithReason';
import { notKnown } from './figures';
import { RunTime } from './RunTime';
import { useAct } from './useAct';

/** Whether people have switched redeploys off, for everybody to see, and the switch for those who may act. */
export function RedeploySwitch() {
  const { data, error } = useQuery(redeploySwitchQuery());
  if (data !== undefined) {
    return data.off ? <Off state={data} /> : <On />;
  }
  if (hasNoSwitch(error)) {
    return null;
  }
  return (
    <Text color="secondary" variant="bodySmall">
      {error === null
        ? t('redeploy-switch.loading', 'Loading whether redeploys are switched off')
        : t('redeploy-switch.not-known', 'Whether redeploys are switched off is not known: {{reason}}', {
            reason: error.message,
          })}
    </Text>
  );
}

function On() {
  return (
    <Stack direction="column" gap={1}>
      <Text color="secondary" variant="bodySmall">
        {t('redeploy-switch.on', 'Nobody has switched redeploys off.')}
      </Text>
      <Switch off />
    </Stack>
  );
}

function Off({ state: { changedAt, changedBy, reason } }: { readonly state: RedeploySwitchRecord }) {
  return (
    <Alert severity="warning" title={t('redeploy-switch.off', 'Redeploys are switched off')}>
      <Stack direction="column" gap={1}>
        <span>
          {t('redeploy-switch.off-by', 'By {{who}}', { who: changedBy ?? notKnown })}
          {changedAt !== null && (
            <>
              {' '}
              {t('redeploy-switch.since', 'since')} <RunTime at={changedAt} />
            </>
          )}
          {reason !== null && `: ${reason}`}
        </span>
        <span>
          {t(
            'redeploy-switch.meaning',
            'Nothing is redeployed, also not where somebody approves it: failures need a person.'
          )}
        </span>
        <Switch off={false} />
      </Stack>
    </Alert>
  );
}

/** @param off what it is switched to. */
function Switch({ off }: { readonly off: boolean }) {
  const change = useAct(
    (reason: string) =>
      askSidecar('setRemediationSwitch', readRedeploySwitch, { request: [{ body: { off, reason } }] }),
    { touches: [keys.redeploySwitch], done: () => report('redeploys_switched', { off }) }
  );
  return currentPermissions().act ? (
    <ActWithReason act={change} offered icon="power" destructive={off} texts={off ? textsOfOff() : textsOfOn()} />
  ) : null;
}

function textsOfOff() {
  return {
    ask: t('redeploy-switch.switch-off', 'Switch redeploys off'),
    label: t('redeploy-switch.reason-off', 'Why they are switched off'),
    hint: t(
      'redeploy-switch.hint-off',
      'For everybody who looks at this page. What is planned is not sent any more; what has been sent is not called back.'
    ),
    submit: t('redeploy-switch.submit-off', 'Switch off'),
    pending: t('redeploy-switch.pending', 'Switching'),
    cancel: t('redeploy-switch.cancel-off', 'Leave them on'),
    failed: t('redeploy-switch.failed-off', 'Redeploys were not switched off'),
    done: t('redeploy-switch.done-off', 'Switched off.'),
  };
}

function textsOfOn() {
  return {
    ask: t('redeploy-switch.switch-on', 'Switch redeploys on again'),
    label: t('redeploy-switch.reason-on', 'Why they are switched on again'),
    hint: t('redeploy-switch.hint-on', 'What was refused meanwhile stays refused.'),
    submit: t('redeploy-switch.submit-on', 'Switch on'),
    pending: t('redeploy-switch.pending', 'Switching'),
    cancel: t('redeploy-switch.cancel-on', 'Leave them off'),
    failed: t('redeploy-switch.failed-on', 'Redeploys were not switched on'),
    done: t('redeploy-switch.done-on', 'Switched on.'),
  };
}
