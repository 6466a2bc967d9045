import { inspect } from 'node:util';
import { mask } from './mask';

/**
 * A value that must not be seen by accident: printing it, putting it in JSON, in a template string or in an error shows
 * `[redacted]`. The only way to the value is `reveal()`, at the place that hands it to the outside service.
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
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
