import type { CSSObject } from '@emotion/css/create-instance';
import type { GrafanaTheme2 } from '@grafana/data';

/** Of what holds a table that may become cards: its width decides, not the window's. */
export const cardContainer: CSSObject = { containerType: 'inline-size', width: '100%' };

/** While the container is narrower than this, in px. */
export const narrowerThan = (width: number) => `@container (max-width: ${width}px)`;

/**
 * Rules for a table that is laid out as cards where its place is narrow: a card per row, each cell beside the head of its
 * column, which it repeats in `data-label`. The table has to say its roles itself; laid out so, it loses them.
 *
 * @param options.below width of its place in px.
 * @param options.labels width of the heads.
 */
export function asCards(theme: GrafanaTheme2, options: { readonly below: number; readonly labels: string }): CSSObject {
  return {
    [narrowerThan(options.below)]: {
      '&, tbody': { display: 'block' },
      // Out of sight, but read out.
      thead: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
      'tbody tr': {
        display: 'block',
        marginBottom: theme.spacing(1),
        border: `1px solid ${theme.colors.border.weak}`,
        borderRadius: theme.shape.radius.default,
      },
      'tbody td': {
        display: 'grid',
        gridTemplateColumns: `${options.labels} minmax(0, 1fr)`,
        columnGap: theme.spacing(1),
        padding: theme.spacing(0.5, 1.5),
        '& > *': { gridColumn: 2, justifySelf: 'start' },
      },
      'tbody td::before': {
        content: 'attr(data-label)',
        gridColumn: 1,
        gridRow: '1 / span 4',
        color: theme.colors.text.secondary,
      },
    },
  };
}
