import { webAddress } from './dom';
import { Poller, type Outcome } from './poller';
import { addStyles } from './styles';
import { englishTexts, textKeys, type TextKey, type Texts } from './texts';

/** A server that renders pages imports this too, and knows no elements. */
const Base = typeof HTMLElement === 'undefined' ? (class {} as typeof HTMLElement) : HTMLElement;

const leastIntervalSeconds = 5;
/** Timers take no more than 24 days. */
const longestIntervalSeconds = 86_400;

/** `verdict.passed` is `text-verdict-passed`. Attributes of HTML are found in either case. */
const attributeOf = (key: string) => `text-${key.replace(/\.|(?=[A-Z])/g, '-')}`.toLowerCase();

/** An element that shows what an endpoint answers, from being in the page until it is no longer. */
export abstract class PollingElement<T, View> extends Base {
  static readonly observedAttributes = ['endpoint', 'environment', 'interval', 'limit', ...textKeys.map(attributeOf)];
  /** Around all that is shown. */
  protected readonly box: HTMLElement;
  protected poller: Poller<T> | null = null;
  #texts: Texts = englishTexts;
  #ownTexts: Partial<Texts> = {};
  #drawn = '';
  #hasWarned = false;

  protected constructor(css: string) {
    super();
    const root = this.attachShadow({ mode: 'open' });
    addStyles(root, css);
    this.box = document.createElement('div');
    this.box.className = 'box';
    root.append(this.box);
  }

  /** Words of the page's own; those that are left out are taken from attributes, else English. */
  get texts(): Texts {
    return this.#texts;
  }

  set texts(texts: Partial<Texts>) {
    this.#ownTexts = texts;
    this.#translate();
  }

  connectedCallback(): void {
    // Set before the element was defined, it hides the property of the class.
    const own = Object.getOwnPropertyDescriptor(this, 'texts');
    if (own !== undefined && Reflect.deleteProperty(this, 'texts')) {
      this.texts = own.value;
    }
    if (this.#url() === null) {
      this.warn('the attribute "endpoint" is no address');
    }
    this.#start();
    this.#translate();
  }

  disconnectedCallback(): void {
    this.poller?.stop();
    this.poller = null;
  }

  attributeChangedCallback(name: string): void {
    if (this.poller === null) {
      return;
    }
    if (name.startsWith('text-')) {
      this.#translate();
    } else {
      this.poller.stop();
      this.forget();
      this.#start();
      this.render();
    }
  }

  protected abstract readonly defaultIntervalSeconds: number;
  /** Query of the endpoint, besides `environment`. */
  protected query(): Readonly<Record<string, string>> {
    return {};
  }
  /** What was known is of another endpoint. */
  protected abstract forget(): void;
  /** @returns null when it is no answer of this endpoint. */
  protected abstract readonly read: (body: unknown) => T | null;
  protected abstract onOutcome(outcome: Outcome<T>): void;
  protected doubtfulAt(): number | null {
    return null;
  }
  /** What is to be seen now. */
  protected abstract view(): View;
  protected abstract draw(view: View): void;

  /** Changes the page only where something else is to be seen. */
  protected render(): void {
    // A page that says nothing about its colours is drawn as its reader prefers.
    const { colorScheme = 'normal' } = getComputedStyle(this);
    this.box.classList.toggle('auto', colorScheme === 'normal');
    const view = this.view();
    const drawing = JSON.stringify([view, this.#texts]);
    if (drawing !== this.#drawn) {
      this.#drawn = drawing;
      this.draw(view);
    }
  }

  /** Once: a page that is open for days must not fill its console. */
  protected warn(problem: string): void {
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      console.warn(`<${this.localName}>: ${problem}`);
    }
  }

  #translate(): void {
    const textOf = (key: TextKey) => this.#ownTexts[key] ?? this.getAttribute(attributeOf(key)) ?? englishTexts[key];
    this.#texts = Object.fromEntries(textKeys.map((key) => [key, textOf(key)])) as Texts;
    this.render();
  }

  #start(): void {
    this.poller = new Poller({
      url: () => this.#url(),
      intervalMs: () => this.#intervalSeconds() * 1000,
      read: this.read,
      onOutcome: (outcome) => this.onOutcome(outcome),
      doubtfulAt: () => this.doubtfulAt(),
    });
    this.poller.start();
  }

  #url(): string | null {
    const url = webAddress(this.getAttribute('endpoint'));
    const environment = this.getAttribute('environment');
    const query = { ...(environment && { environment }), ...this.query() };
    Object.entries(query).forEach(([name, value]) => url?.searchParams.set(name, value));
    return url?.href ?? null;
  }

  #intervalSeconds(): number {
    const seconds = Number(this.getAttribute('interval') ?? Number.NaN);
    return seconds > 0
      ? Math.min(Math.max(leastIntervalSeconds, seconds), longestIntervalSeconds)
      : this.defaultIntervalSeconds;
  }
}
