import React from 'react';
import { Badge, Text } from '@grafana/ui';
import type { Meaning } from './differenceText';

/** What a difference says, in words; only one that is no noise stands out. */
export function MeaningBadge({ meaning: { kind, text } }: { readonly meaning: Meaning }) {
  switch (kind) {
    case 'worse':
      return <Badge color="red" icon="arrow-up" text={text} />;
    case 'better':
      return <Badge color="green" icon="arrow-down" text={text} />;
    default:
      return (
        <Text variant="bodySmall" color="secondary">
          {text}
        </Text>
      );
  }
}
