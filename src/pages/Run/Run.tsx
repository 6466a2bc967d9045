import React from 'react';
import { useParams } from 'react-router-dom';
import { PluginPage } from '@grafana/runtime';

interface Props {
  /** Grafana's uid of a dashboard that shows k6's samples by `testid`; null: there is none to lead to. */
  readonly k6DashboardUid: string | null;
}

export default function Run(_props: Props) {
  const { id = '' } = useParams();
  return <PluginPage>{id}</PluginPage>;
}
