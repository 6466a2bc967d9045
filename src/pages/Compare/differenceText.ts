import { formatErrorRate, formatMs, formatPercent } from '../../../backend/src/lib/figures';
import { notKnown } from '../../components/figures';
import { t } from '../../translations';
import type { Difference, Differences } from './comparison';

export type FigureName = Exclude<keyof Differences, 'unreadable'>;

/** A figure as the other one beside it is written: two different ones never look alike. */
export function figureText(figure: FigureName, value: number | null, against: number | null): string {
  return figure === 'errorRate' ? formatErrorRate(value, null, against) : formatMs(value, against);
}

/** `+70 ms`, `−1.25 percentage points`; a dash where one was not measured. */
export function differenceText(figure: FigureName, { difference }: Difference): string {
  if (difference === null) {
    return notKnown;
  }
  const size = Math.abs(difference);
  return `${signOf(difference)}${
    figure === 'errorRate'
      ? t('compare.points', '{{points}} percentage points', { points: formatPercent(size).replace(' %', '') })
      : formatMs(size)
  }`;
}

/** `+28 %` of the base; a dash where it cannot be said. */
export function changeText({ change }: Pick<Difference, 'change'>): string {
  return change === null ? notKnown : `${signOf(change)}${formatPercent(Math.abs(change))}`;
}

export function signOf(value: number): '+' | '−' | '' {
  return value > 0 ? '+' : value < 0 ? '−' : '';
}

/** What a difference says. `worse` and `better` are no noise. */
export interface Meaning {
  readonly kind: 'worse' | 'better' | 'same' | 'noise';
  readonly text: string;
}

export function meaningOf(figure: FigureName, { difference, noise }: Difference): Meaning {
  if (difference === 0) {
    return { kind: 'same', text: t('compare.same-figure', 'the same') };
  }
  if (noise !== null || difference === null) {
    const reason = noise ?? t('compare.not-measured', 'not measured in both');
    return {
      kind: 'noise',
      text: difference === null ? reason : t('compare.noise', 'noise: {{reason}}', { reason }),
    };
  }
  const isWorse = difference > 0;
  return {
    kind: isWorse ? 'worse' : 'better',
    text:
      figure === 'errorRate'
        ? isWorse
          ? t('compare.more-errors', 'more errors')
          : t('compare.fewer-errors', 'fewer errors')
        : isWorse
          ? t('compare.slower', 'slower')
          : t('compare.faster', 'faster'),
  };
}
