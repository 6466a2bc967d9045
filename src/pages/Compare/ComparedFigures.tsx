import React, { type ReactNode } from 'react';
import { Stack, TextLink } from '@grafana/ui';
import { formatCount, formatDuration } from '../../../backend/src/lib/figures';
import type { RunDetailRecord } from '../../api/runDetail';
import { CardTable, type Line } from '../../components/CardTable';
import { notKnown } from '../../components/figures';
import { RunTime } from '../../components/RunTime';
import { TitledSection } from '../../components/TitledSection';
import { Verdict } from '../../components/Verdict';
import { paths } from '../../constants';
import { t } from '../../translations';
import type { Comparison } from './comparison';
import { changeText, differenceText, type FigureName, figureText, meaningOf, signOf } from './differenceText';
import { MeaningBadge } from './MeaningBadge';

interface Props {
  readonly comparison: Comparison;
  /** Undefined while not more is known of it than the comparison says. */
  readonly base: RunDetailRecord | undefined;
  readonly run: RunDetailRecord | undefined;
}

/** The figures of both runs, their difference, and whether it says anything. */
export function ComparedFigures({ comparison, base, run }: Props) {
  const { figures } = comparison;
  const judged = (figure: FigureName, name: string): Line => {
    const difference = figures[figure];
    return {
      key: figure,
      cells: figures.unreadable.includes(figure)
        ? [name, t('compare.unreadable', 'cannot be read'), notKnown, notKnown, notKnown, notKnown]
        : [
            name,
            figureText(figure, difference.base, difference.run),
            figureText(figure, difference.run, difference.base),
            differenceText(figure, difference),
            changeText(difference),
            <MeaningBadge key="meaning" meaning={meaningOf(figure, difference)} />,
          ],
    };
  };
  return (
    <TitledSection title={t('compare.figures', 'Figures')} what={t('compare.figures-what', 'the figures')}>
      <CardTable
        label={t('compare.figures-label', 'Figures of both runs')}
        heads={[
          t('compare.figure', 'Figure'),
          t('compare.base', 'Base'),
          t('compare.run', 'Run'),
          t('compare.difference', 'Difference'),
          t('compare.change', 'Change'),
          t('compare.meaning', 'What it says'),
        ]}
        lines={[
          {
            key: 'runs',
            cells: [
              t('compare.which', 'Run'),
              <RunCell key="base" id={comparison.base.runId} detail={base} />,
              <RunCell key="run" id={comparison.run.runId} detail={run} />,
              notKnown,
              notKnown,
              notKnown,
            ],
          },
          judged('p95ResponseTimeMs', t('compare.p95', 'p95 response time')),
          judged('avgResponseTimeMs', t('compare.average', 'Average response time')),
          judged('errorRate', t('compare.error-rate', 'Error rate')),
          offered(t('compare.requests', 'Requests'), comparison.base.requests, comparison.run.requests, formatCount),
          ...(base === undefined || run === undefined
            ? []
            : [
                offered(t('compare.virtual-users', 'Virtual users'), base.virtualUsers, run.virtualUsers, formatCount),
                offered(t('compare.duration', 'Duration'), base.durationSeconds, run.durationSeconds, formatDuration),
              ]),
        ]}
      />
    </TitledSection>
  );
}

function RunCell({ id, detail }: { readonly id: string; readonly detail: RunDetailRecord | undefined }): ReactNode {
  const at = detail?.startedAt ?? null;
  return (
    <Stack direction="column" gap={0.5} alignItems="flex-start">
      <TextLink href={paths.run(id)} inline>
        {at === null ? id : <RunTime at={at} />}
      </TextLink>
      {detail !== undefined && (
        <>
          <span>
            {detail.test}, {detail.environment}
          </span>
          <Verdict run={detail} />
        </>
      )}
    </Stack>
  );
}

/** A figure of what was offered to the target, which nobody calls better or worse. */
function offered(
  name: string,
  base: number | null,
  run: number | null,
  format: (value: number | null) => string
): Line {
  const difference = base === null || run === null ? null : run - base;
  return {
    key: name,
    cells: [
      name,
      format(base),
      format(run),
      difference === null ? notKnown : `${signOf(difference)}${format(Math.abs(difference))}`,
      changeText({ change: difference === null || base === null || base === 0 ? null : difference / base }),
      notKnown,
    ],
  };
}
