import { lookFirst } from '../../backend/src/diagnosis';
import type { LabelledCase } from './cases';
import type { Outcome } from './outcome';

/** What an on-call person has to be told, and whether the text and the line beside it tell it. */
export interface GoodText {
  readonly id: string;
  readonly text: string;
  /** The first place to look at, which messages and pages show beside the text. */
  readonly lookFirst: string | null;
  /** What is missing, or written as nobody says it; empty: nothing. */
  readonly missing: readonly string[];
}

/** One case of each of these kinds: what people are called for most often. */
const kinds = [
  'coldStart',
  'transientSpike',
  'endpointDown',
  'poolExhausted',
  'thirdPartySlow',
  'deployRegression',
  'leak',
  'scriptBug',
  'deadTarget',
  'noSeries',
];

/** The ten cases, of those that may be looked at. */
export function textCases(cases: readonly LabelledCase[]): LabelledCase[] {
  return kinds.flatMap(
    (kind) => cases.find((each) => each.kind === kind && each.split === 'tuning' && !each.injected) ?? []
  );
}

const rules: ReadonlyArray<readonly [missing: string, isThere: (text: string, place: string) => boolean]> = [
  [
    'what went wrong, with figure and limit',
    (text) => /\d[\d,.]* (?:ms|s|%).*limit \d|\bno request got an answer\b/i.test(text),
  ],
  ['where', (text, place) => /endpoint|every|all |"[^"]+"|https?:\/\//i.test(text + place)],
  [
    'since when, or that nobody knows',
    (text) =>
      /\b(from|first|after|since|throughout|for the whole|until|between|no time series|over the run)\b/i.test(text),
  ],
  [
    'what to look at first',
    (text, place) => place !== '' || /\b(look|check|compare|see|ask|raise|find|correct|repair|start)\b/i.test(text),
  ],
  // 1,978 ms and 0.18 %, as people read them.
  [
    'figures that people can read',
    (text) => !/\d\.\d{3,}|\d{5,}|\b\d+(?:ms|s)\b|\d%/.test(text.replace(/:\d{2,5}\b/g, '')),
  ],
  ['plain sentences', (text) => /[.!?]$/.test(text) && !/[*_`]{2}|<\/?[a-z]/i.test(text)],
];

export function goodText({ of, diagnosis }: Outcome): GoodText {
  const place = lookFirst({ ...of.input, target: of.input.run.target });
  return {
    id: of.id,
    text: diagnosis.text,
    lookFirst: place,
    missing: rules.filter(([, isThere]) => !isThere(diagnosis.text, place ?? '')).map(([missing]) => missing),
  };
}
