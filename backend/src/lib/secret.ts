import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A value that must not be seen by accident: printing it, putting it in JSON, in a template string or in an error shows
 * `[secret]`. The only way to the value is `reveal()`, at the place that hands it to the outside service.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
