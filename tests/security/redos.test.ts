import { slackText } from '../../backend/src/alerts/slack-text';
import { cleanName } from '../../backend/src/diagnosis/untrusted-text';
import { plainText } from '../../backend/src/diagnosis/plain-text';
import { presentedKey } from '../../backend/src/http/auth';
import { createK6LogReader } from '../../backend/src/k6/k6-log';
import { parseSummary, redactSummary } from '../../backend/src/k6/summary';
import { LineReader } from '../../backend/src/metrics/line-reader';
import { withinTime } from './fuzz/outcome';

/** What a regular expression may try again and again: letters, digits, and every mark that some pattern looks for. */
const pieces = [
  ...[
    'a',
    '1',
    '_',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    '(',
    '<',
    '*',
    '/',
    '#',
    '?',
    ':',
    ' ',
    '\t',
    '-',
    '.',
    '`',
    '\u00e9',
    '\ud800',
  ],
  ...['a ', 'a.', 'a=', '_a', '\\"', '{a:', '"a', '\'"', '://', 'a://', '[a](', 'a@', '<a:', '<http:', '**', 'www.'],
  ...[
    'key=',
    'token=',
    'bearer ',
    'eyJaaaaaaaa-',
    'aB1',
    'dropped=1',
    'p(95)<',
    '1.',
    'E1,',
    '(E1',
    '\u001b[',
    '\u001b]',
  ],
];
/** What keeps a pattern from fitting at its end. */
const ends = ['', '!', 'x\n'];

/** Everything that reads text from outside by regular expressions: k6 and its scripts, reporters, the model, clients. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  "k6's log, in each of its formats": (text) => {
    const reader = createK6LogReader(['a secret of the run']);
    ['level=error msg=x ', 'level=error msg="', 'ERRO[0001] ', '\tat ', '{"level":"error","msg":"'].forEach((start) =>
      reader.push(`${start}${text}\n`)
    );
    return reader.facts();
  },
  "a summary's names and thresholds": (text) => {
    const metric = { type: 'rate', values: { rate: 1, passes: 1, fails: 0 }, thresholds: { [text]: { ok: true } } };
    const summary = { metrics: { [text]: metric, [`a{${text}`]: metric, [`a{${text}}`]: metric }, state: {} };
    return [parseSummary(summary), redactSummary(summary, 1_000)];
  },
  'line protocol': (text) => {
    const bytes = Buffer.from(`${text}\nm,${text}=1 v=1\nm,a=${text} v=${text}\nm v="${text}\nm ${text}=1 ${text}\n`);
    const reader = new LineReader(bytes, 'ns', new Map<string, number>(), () => 0);
    let lines = 0;
    while (reader.next() !== 'end') {
      lines += 1;
    }
    return lines;
  },
  'names of endpoints': (text) => cleanName(text, { target: 'https://shop.example.com' }),
  "the model's reply": (text) => plainText(text),
  "texts in Slack's messages": (text) => slackText(`a${text}a`, 200),
  'the header with the key': (text) => [presentedKey(`Basic ${text}`), presentedKey(`${text} ${text}`)],
};

it.each(Object.keys(readers))('of %s takes time by its length alone, whatever is repeated in it', (name) => {
  const slow = pieces.flatMap((piece) =>
    ends.flatMap((end) => {
      const text = piece.repeat(Math.ceil(100_000 / piece.length)) + end;
      try {
        withinTime(() => readers[name]?.(text));
        return [];
      } catch (error) {
        return [`${JSON.stringify(piece)} … ${JSON.stringify(end)}: ${String(error)}`];
      }
    })
  );
  expect(slow).toEqual([]);
});
