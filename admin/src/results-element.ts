import { readResults, type ShownResult } from './contract';
import { create } from './dom';
import type { Outcome } from './poller';
import { PollingElement } from './polling-element';
import { meanings, resultTable } from './result-table';
import { resultsStyles } from './styles';
import { fillIn } from './texts';
import { trends } from './trend';

interface ResultsView {
  /** Null before the first answer. */
  readonly results: readonly ShownResult[] | null;
  /** What came of the last try, where it was no answer. */
  readonly problem: Extract<Outcome<never>, { readonly reason: string }> | null;
}

const nothingKnown: ResultsView = { results: null, problem: null };

/** `<load-test-results>`: the newest load tests, for a System Health page. */
export class LoadTestResults extends PollingElement<readonly ShownResult[], ResultsView> {
  protected readonly read = readResults;
  protected readonly defaultIntervalSeconds = 60;
  #view = nothingKnown;
  readonly #status = create('p', { role: 'status' });
  readonly #retry = create('button', { type: 'button' });
  readonly #content = create('div');
  /** Stays, so that it stays open. */
  readonly #meanings = create('details');

  constructor() {
    super(resultsStyles);
    this.box.setAttribute('part', 'results');
    this.box.append(this.#status, this.#retry, this.#content, this.#meanings);
    this.#retry.addEventListener('click', () => this.refresh());
  }

  /** Asks at once. */
  refresh(): void {
    this.poller?.askNow();
  }

  protected override query(): Readonly<Record<string, string>> {
    const limit = this.getAttribute('limit');
    return limit !== null && /^\d+$/.test(limit) ? { limit } : {};
  }

  protected forget(): void {
    this.#view = nothingKnown;
  }

  protected onOutcome(outcome: Outcome<readonly ShownResult[]>): void {
    switch (outcome.kind) {
      case 'answered':
        this.#view = { results: outcome.value, problem: null };
        break;
      case 'unchanged':
        this.#view = { ...this.#view, problem: null };
        break;
      case 'failed':
        this.#view = { ...this.#view, problem: outcome };
        break;
      case 'refused':
        this.#view = { results: null, problem: outcome };
    }
    this.render();
  }

  protected view(): ResultsView {
    return this.#view;
  }

  protected draw({ results, problem }: ResultsView): void {
    const { texts } = this;
    const status = this.#statusText({ results, problem });
    const isEmpty = results === null || results.length === 0;
    this.#status.textContent = status;
    this.#status.hidden = status === '';
    this.#retry.textContent = texts.retry;
    this.#retry.hidden = problem === null;
    this.#content.replaceChildren(
      isEmpty ? '' : create('div', {}, trends(results, texts), resultTable(results, texts))
    );
    this.#meanings.hidden = isEmpty;
    this.#meanings.replaceChildren(...meanings(texts));
  }

  #statusText({ results, problem }: ResultsView): string {
    const { texts } = this;
    if (problem !== null) {
      return results === null ? fillIn(texts[problem.kind], problem) : `${texts.silent}.`;
    }
    return results === null ? texts.loading : results.length === 0 ? texts.empty : '';
  }
}
