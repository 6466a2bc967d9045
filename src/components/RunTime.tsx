import React from 'react';
import { dateTimeFormat, dateTimeFormatTimeAgo } from '@grafana/data';

/** An instant in the time zone of the person's profile; pointing at it tells how long ago. */
export function RunTime({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={dateTimeFormatTimeAgo(at)}>
      {dateTimeFormat(at)}
    </time>
  );
}
