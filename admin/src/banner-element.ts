import { initialModel, reduce, viewOf, type BannerEvent, type BannerView } from './banner-state';
import { readBanner, type ShownBanner, type ShownIncident } from './contract';
import { create, link, moment, type Child } from './dom';
import { figuresOf } from './figures';
import { onNavigation } from './navigation';
import type { Outcome } from './poller';
import { PollingElement } from './polling-element';
import { bannerStyles } from './styles';
import { fillIn } from './texts';

type ShownView = Exclude<BannerView, { readonly kind: 'none' }>;

/** More incidents than these are folded: below the banner there is a page. */
const unfolded = 3;

/** `<load-test-banner>`: what needs a person, on every page, until the next load test passes. */
export class LoadTestBanner extends PollingElement<ShownBanner, BannerView> {
  protected readonly read = readBanner;
  protected readonly defaultIntervalSeconds = 30;
  #model = initialModel;
  #told: string | null = null;
  #stopWatching: (() => void) | null = null;
  // These stay, because only what changes within a live region is read out.
  readonly #alert = create('p', { role: 'alert', class: 'live' });
  readonly #status = create('p', { role: 'status', class: 'live' });
  readonly #dismiss = create('button', { type: 'button', part: 'dismiss' });
  readonly #head = create('div', { class: 'head' }, create('div', {}, this.#alert, this.#status), this.#dismiss);
  readonly #details = create('div');

  constructor() {
    super(bannerStyles);
    this.box.setAttribute('part', 'banner');
    this.box.append(this.#head, this.#details);
    this.#dismiss.addEventListener('click', () => this.dismiss());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopWatching = onNavigation(() => this.show());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching?.();
  }

  /** As after a page load: shows again what was dismissed, and asks at once. For routers that are not noticed. */
  show(): void {
    this.#happen({ kind: 'navigated' });
    this.poller?.askNow();
  }

  /** Hides what is shown until the next page, or until there is something else to be told. */
  dismiss(): void {
    this.#happen({ kind: 'dismissed' });
  }

  protected forget(): void {
    this.#model = initialModel;
  }

  protected onOutcome(outcome: Outcome<ShownBanner>): void {
    if (outcome.kind === 'refused') {
      this.warn(`the endpoint answers ${outcome.reason}; not asked again on this page`);
    }
    this.#happen(outcome);
  }

  protected override doubtfulAt(): number | null {
    const { banner } = this.#model;
    return banner?.state === 'ok' && banner.staleAt !== null ? Date.parse(banner.staleAt) : null;
  }

  #happen(event: BannerEvent): void {
    this.#model = reduce(this.#model, event, Date.now());
    this.render();
  }

  protected view(): BannerView {
    return viewOf(this.#model, Date.now());
  }

  protected draw(view: BannerView): void {
    const isShown = view.kind !== 'none';
    this.box.classList.remove('shown', 'actionRequired', 'unknown');
    this.#dismiss.hidden = !isShown;
    this.#dismiss.textContent = this.texts.dismiss;
    this.#tell(view);
    if (isShown) {
      this.box.classList.add('shown', view.kind);
      this.box.setAttribute('role', 'region');
      this.box.setAttribute('aria-label', this.texts.banner);
      this.#details.replaceChildren(this.#detailsOf(view));
    } else {
      this.box.removeAttribute('role');
      this.box.removeAttribute('aria-label');
      this.#details.replaceChildren();
    }
  }

  /** Read out once for each thing that is to be told, not for each change of a figure. */
  #tell(view: BannerView): void {
    const headline = view.kind === 'none' ? '' : this.#headlineOf(view);
    const told = view.kind === 'none' ? '' : `${view.kind} ${view.fingerprint} ${headline}`;
    if (told !== this.#told) {
      this.#told = told;
      this.#alert.textContent = view.kind === 'actionRequired' ? headline : '';
      this.#status.textContent = view.kind === 'unknown' ? headline : '';
    }
  }

  #headlineOf({ kind, incidents, isSilent }: ShownView): string {
    const { texts } = this;
    if (kind === 'unknown') {
      return isSilent ? texts.silent : texts.unknown;
    }
    return incidents.length > 1
      ? fillIn(texts.actionRequiredMany, { count: incidents.length })
      : texts.actionRequiredOne;
  }

  #detailsOf({ kind, incidents, reason, since, isSilent, answeredAt }: ShownView): HTMLElement {
    const { texts } = this;
    const isUnknown = kind === 'unknown';
    const rest = incidents.slice(unfolded);
    const paragraph = (...content: readonly Child[]) => create('p', {}, ...content);
    const list = (shown: readonly ShownIncident[]) =>
      create('ul', { role: 'list' }, ...shown.map((each) => this.#incident(each)));
    return create(
      'div',
      {},
      reason === null ? null : paragraph(reason),
      isUnknown && since !== null ? paragraph(`${texts.since} `, moment(since)) : null,
      isSilent && !isUnknown ? paragraph(`${texts.silent}.`) : null,
      answeredAt === null ? null : paragraph(`${texts.lastAnswer} `, moment(answeredAt)),
      incidents.length === 0 ? null : list(incidents.slice(0, unfolded)),
      rest.length === 0
        ? null
        : create('details', {}, create('summary', {}, fillIn(texts.more, { count: rest.length })), list(rest))
    );
  }

  #incident(incident: ShownIncident): HTMLElement {
    const { texts } = this;
    const figures = figuresOf(incident, texts);
    const entry = (name: string, value: Node | string) =>
      create('div', {}, create('dt', {}, name), create('dd', {}, value));
    return create(
      'li',
      {},
      create('strong', {}, incident.title),
      incident.environment === '' ? null : ` (${incident.environment})`,
      incident.diagnosis === '' ? null : create('p', {}, incident.diagnosis),
      incident.reason === null ? null : create('p', {}, incident.reason),
      create(
        'dl',
        {},
        entry(texts.virtualUsers, figures.virtualUsers),
        entry(texts.p95, figures.p95),
        entry(texts.errorRate, figures.errorRate),
        entry(texts.runDate, moment(incident.runDate))
      ),
      incident.runUrl === null ? null : link(incident.runUrl, texts.seeRun)
    );
  }
}
