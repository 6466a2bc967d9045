import React from 'react';
import { useLocation } from 'react-router-dom';
import { dateTimeFormat } from '@grafana/data';
import { t } from '../../translations';
import { TextLink } from '@grafana/ui';
import type { Schemas } from '../../api/request';
import type { RunDetailRecord } from '../../api/runDetail';
import { ofWord } from '../../api/tolerant';
import { paths } from '../../constants';
import { zoomParameters } from '../../components/useZoom';
import { anchors } from './anchors';
import type { About, Fact } from './queries';

type ChartName = Extract<Schemas['EvidenceFact']['about'], { kind: 'chart' }>['chart'];

interface Target {
  readonly text: string;
  readonly href: string;
}

/** Leads from a fact to what it rests on; nothing where the page shows no such thing. */
export function FactLink({ run, fact }: { readonly run: RunDetailRecord; readonly fact: Fact }) {
  const { search } = useLocation();
  const target = targetOf(fact.about, run, search);
  return target === null ? null : (
    <TextLink
      href={target.href}
      inline
      aria-label={t('run.fact-link', '{{place}}: what {{fact}} rests on', { place: target.text, fact: fact.id })}
    >
      {target.text}
    </TextLink>
  );
}

function targetOf(about: About, run: RunDetailRecord, search: string): Target | null {
  const here = (text: string, anchor: string): Target => ({ text, href: `${paths.run(run.id)}${search}#${anchor}` });
  switch (about.kind) {
    case 'figures':
      return here(t('run.to-figures', 'Figures'), anchors.figures);
    case 'threshold': {
      const { metric, expression } = about;
      const isShown = run.thresholds.some((each) => each.metric === metric && each.expression === expression);
      return here(
        t('run.to-threshold', 'Threshold'),
        isShown ? anchors.threshold(metric, expression) : anchors.thresholds
      );
    }
    case 'chart':
      return chartTarget(about, run, search);
    case 'endpoint': {
      const { name, method } = about;
      const isShown = run.endpoints.some((each) => each.name === name && each.method === method);
      return isShown && name !== null && method !== null
        ? here(t('run.to-endpoint', 'Endpoint'), anchors.endpoint(name, method))
        : here(t('run.to-endpoints', 'Endpoints'), anchors.endpoints);
    }
    case 'statusCode':
      return here(t('run.to-status-codes', 'Status codes'), anchors.statusCodes);
    case 'errorCode':
      return here(t('run.to-error-codes', 'Error codes'), anchors.errorCodes);
    case 'run':
      return { text: t('run.to-run', 'The other run'), href: paths.run(about.runId) };
    case 'none':
      return null;
  }
}

/** The chart at the time that the fact is about, as after a zoom by hand. */
function chartTarget(
  { chart, from, to }: Extract<About, { kind: 'chart' }>,
  run: RunDetailRecord,
  search: string
): Target {
  const parameters = new URLSearchParams(search);
  parameters.set(zoomParameters.from, from);
  parameters.set(zoomParameters.to, to);
  const names: Record<ChartName, string> = {
    virtualUsers: t('run.chart.virtual-users', 'Virtual users'),
    responseTimes: t('run.chart.response-times', 'Response times'),
    requestRates: t('run.chart.request-rates', 'Requests per second'),
  };
  const time = (at: string) => dateTimeFormat(at, { format: 'HH:mm:ss' });
  return {
    text: t('run.to-chart', '{{chart}}, {{from}}–{{to}}', {
      chart: ofWord(names, chart) ?? chart,
      from: time(from),
      to: time(to),
    }),
    href: `${paths.run(run.id)}?${parameters}#${anchors.chart(chart)}`,
  };
}
