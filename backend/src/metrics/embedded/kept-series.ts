import type { EndpointCourse } from '../../model/figures';
import { calledByOf } from '../endpoint-series';
import { processOf } from '../process-tags';
import { statusClassOf } from '../status-class';

/** The measurements that figures and series are made of; points of any other are accepted and not kept. */
const keptMeasurements = new Set([
  'http_reqs',
  'http_req_duration',
  'http_req_failed',
  'vus',
  'vus_max',
  'iterations',
  'dropped_iterations',
]);

/** Gauges of a whole k6 process: their series differ by what tells one process from another. */
const processGauges = new Set(['vus', 'vus_max']);

/** The tags that figures and series need, '' where a line has none. */
export interface KeptSeries {
  readonly id: number;
  readonly measurement: string;
  readonly testid: string;
  /** Which k6 process, see `processOf`; '' for what is not a gauge of processes. */
  readonly instance: string;
  readonly name: string;
  readonly method: string;
  readonly status: string;
  readonly statusClass: string;
  readonly errorCode: string;
  readonly scenario: string;
  readonly calledBy: EndpointCourse['calledBy'];
}

/** Series that differ only in tags nobody asks for (url, proto, ...) share one id. */
const dictionaryLimit = 50_000;
/** Characters of all heads that are remembered: a few long ones fill the memory as well as many do. */
const dictionaryCharacters = 32 * 1024 * 1024;

/** Gives every kept series of the lines a number, and says which numbers are new and must be stored. */
export class SeriesDictionary {
  /** By the bytes of a line's head; null: not kept. For LineReader. */
  readonly heads = new Map<string, number | null>();
  private readonly ids = new Map<string, number>();
  private unsaved: KeptSeries[] = [];
  private characters = 0;

  constructor(private nextId: number) {}

  /** The number of a series; null when its points are not kept: another measurement, or no `testid` to find it by. */
  idOf(measurement: string, tags: ReadonlyMap<string, string>): number | null {
    this.characters += measurement.length;
    tags.forEach((value, tag) => (this.characters += tag.length + value.length));
    const testid = tags.get('testid');
    if (!keptMeasurements.has(measurement) || testid === undefined) {
      return null;
    }
    const series = {
      measurement,
      testid,
      instance: processGauges.has(measurement) ? processOf(tags) : '',
      name: tags.get('name') ?? '',
      method: tags.get('method') ?? '',
      status: tags.get('status') ?? '',
      statusClass: statusClassOf(tags.get('status') ?? ''),
      errorCode: tags.get('error_code') ?? '',
      scenario: tags.get('scenario') ?? '',
      calledBy: calledByOf(tags.get('group') ?? ''),
    };
    const key = JSON.stringify(Object.values(series));
    const known = this.ids.get(key);
    if (known !== undefined) {
      return known;
    }
    const id = this.nextId;
    this.nextId += 1;
    this.ids.set(key, id);
    this.unsaved.push({ id, ...series });
    return id;
  }

  /** Series numbered since the last call. */
  takeUnsaved(): KeptSeries[] {
    const taken = this.unsaved;
    this.unsaved = [];
    return taken;
  }

  /** After a commit that failed: the next one must store them, its samples may be of these series. */
  putBack(series: readonly KeptSeries[]): void {
    this.unsaved.unshift(...series);
  }

  /** Forgets everything known; what comes again gets a new number. `unsaved` series stay due. */
  forget(): void {
    this.heads.clear();
    this.ids.clear();
    this.characters = 0;
  }

  /** Keeps memory bounded when every request has a name of its own. */
  forgetWhenFull(): void {
    if (this.heads.size > dictionaryLimit || this.characters > dictionaryCharacters) {
      this.forget();
    }
  }
}
