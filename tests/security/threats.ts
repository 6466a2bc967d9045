/** One line of the threat model: what somebody may try, what keeps it from working, and the tests that show it. */
export interface Threat {
  readonly id: string;
  readonly threat: string;
  readonly defence: string;
  readonly tests: readonly ThreatTest[];
}

export interface ThreatTest {
  /** From the root of the repository on. */
  readonly file: string;
  /** Title as it stands in the file, without the names of what it stands in; `%s` and `$name` are whatever they are. */
  readonly title: string;
}

const at = (file: string, ...titles: readonly string[]): readonly ThreatTest[] =>
  titles.map((title) => ({ file, title }));
const http = (file: string, ...titles: readonly string[]) => at(`backend/src/http/${file}.test.ts`, ...titles);
const api = (file: string, ...titles: readonly string[]) => at(`backend/src/api/${file}.test.ts`, ...titles);
const own = (file: string, ...titles: readonly string[]) => at(`tests/security/${file}.test.ts`, ...titles);

/** The threat model of docs/security.md, which `npm run threats` writes. */
export const threats: readonly Threat[] = [
  {
    id: 'scopes',
    threat: 'A key calls what its scope does not permit, or a new route is open by forgetting',
    defence:
      'A route without a scope keeps the sidecar from starting; a table by hand says who may call each operation',
    tests: [
      ...http(
        'scope-rules',
        'has a rule for every operation, and an operation for every rule',
        'lets a key with %s in where its rule says so, and is 403 elsewhere',
        'answers %s with 401 wherever a key or a signature is asked for',
        'takes a signature in place of a key for webhooks alone'
      ),
      ...http('auth', 'is refused when a route has %s', 'is refused at the next request, on the same connection too'),
    ],
  },
  {
    id: 'timing',
    threat: 'The time of an answer tells how much of a key or a signature is right',
    defence: 'Keys are looked up by their SHA-256; signatures are compared in constant time, with every secret',
    tests: [
      ...at('backend/src/api/webhooks/signatures.test.ts', "of Vercel's, by %s", "of a CI's, by %s"),
      ...at('backend/src/config/index.test.ts', 'keeps keys only as hashes, with the scopes of all their entries'),
    ],
  },
  {
    id: 'guessing',
    threat: 'Keys are guessed, from one address or a network of them, or behind a header about the address',
    defence: '30 requests a minute without a right key by address, by /64 in IPv6; a right key works all the while',
    tests: http(
      'auth',
      'gets 429 after its budget until the minute is over, and a right key works all the while',
      'is counted by network in IPv6',
      'cannot hide behind a header about its address'
    ),
  },
  {
    id: 'key-places',
    threat: 'A key ends up in an address, a cookie or a log',
    defence: 'Keys are taken from the Authorization header alone; the log has no header, query or body',
    tests: [
      ...http('auth', 'does not take a key %s'),
      ...http('logging', 'has refusals and changes at info, reading at debug, and no key, query or body in either'),
    ],
  },
  {
    id: 'cors',
    threat: "A page elsewhere reads the API with a visitor's rights",
    defence: 'CORS is off but for the banner and the origins that are named, without credentials',
    tests: http(
      'app-shell',
      'that are named may read the banner, and only the banner',
      'get nothing when none is named',
      'cannot be allowed for the whole server by mistake'
    ),
  },
  {
    id: 'rebinding',
    threat: "A page elsewhere reaches the pages through the visitor's browser, or keeps a session for ever",
    defence:
      'Without a key only loopback names by a loopback peer; sessions of twelve hours in a SameSite=Strict cookie',
    tests: api(
      'pages/access',
      'needs a key with %s',
      'gives whoever logs in with a key that may read a session, which never shows the key',
      'ends with the logout, after twelve hours, and when the key is revoked',
      'leads after the login nowhere but to a page of its own'
    ),
  },
  {
    id: 'rate',
    threat: 'Somebody asks without end, also for paths that are none',
    defence: '3,000 requests a minute per key, 60 per address for what does not exist',
    tests: http(
      'app-shell',
      'count by key, so that one busy client does not shut out another behind the same proxy',
      'bound the search for paths and methods'
    ),
  },
  {
    id: 'sizes',
    threat: 'Bodies, headers, paths or texts without end',
    defence:
      'A bound for each: 1 MiB, 4 MiB or 25 MB of body, 16 KiB of headers, a length for every text of the contract',
    tests: [
      ...http('errors', 'refuse %s', '%s: answered once, then the connection is closed'),
      ...http(
        'input',
        'has a bound in the OpenAPI document: a pattern, a format, values or a length',
        'is refused in a body when it cannot be stored or is too long, or cleaned where no figure needs it'
      ),
    ],
  },
  {
    id: 'depth',
    threat: 'JSON that is nested without end',
    defence: 'What may hold anything is cut before it is walked',
    tests: [
      ...http('input', 'may be nested without end where anything may stand'),
      ...at('backend/src/lib/storable.test.ts', 'cuts what is nested without end, without overflowing itself'),
    ],
  },
  {
    id: 'slow',
    threat: 'Connections that send one byte after the other, by the hundred',
    defence: '10 s for headers, 30 s for a request, 1,000 connections',
    tests: http(
      'slow-connections',
      'with %s are closed, 50 at once, and others are served meanwhile',
      'leaves one alone that takes its time and finishes'
    ),
  },
  {
    id: 'bombs',
    threat: 'A small compressed body that becomes a large one, or is no gzip at all',
    defence: 'Unpacking stops at 25 MB; no other encoding is taken',
    tests: api(
      'ingest/ingest-routes',
      'refuse more than 25 MB, also when only the unpacked body is that large',
      'refuse what is not the encoding it says'
    ),
  },
  {
    id: 'sample-memory',
    threat: 'Lines of samples with endless names or fields fill the memory',
    defence:
      'A head of 65,535 bytes and 4,096 fields at most; what is remembered of heads is bounded by count and length',
    tests: [
      ...at(
        'backend/src/metrics/testing/line-protocol.test.ts',
        'refuses a head that is longer than InfluxDB takes, and goes on after it',
        'refuses a line of endless fields, and goes on after it'
      ),
      ...at(
        'backend/src/metrics/embedded/kept-series.test.ts',
        'is forgotten when it is many',
        'is forgotten when it is long, however few there are, and remembered again from then on'
      ),
    ],
  },
  {
    id: 'smuggling',
    threat: 'A request that a proxy in front reads otherwise than the sidecar does',
    defence: 'What is ambiguous is answered once with 400, and the connection is closed; a second key does not count',
    tests: http(
      'errors',
      '%s: answered once, then the connection is closed',
      'a second Authorization header does not count',
      'a request without a host is refused'
    ),
  },
  {
    id: 'paths',
    threat: 'An id or a name leads out of a folder, or into a query',
    defence: 'Ids and names have a fixed alphabet; files are served from a list',
    tests: [
      ...own(
        'hostile-names',
        '%s finds nothing, in no parameter of any route',
        'to a file outside of what is served finds nothing: %s'
      ),
      ...http('input', 'is refused in a parameter when it cannot be stored or is too long'),
      ...api('webhooks/routes', 'says where a signed body is wrong: %s'),
    ],
  },
  {
    id: 'query-injection',
    threat: 'Run ids, names and tags change the Flux or the SQL that they stand in',
    defence: 'They are parameters of the query, never a part of its text',
    tests: at(
      'backend/src/metrics/testing/contract.ts',
      'takes names and run ids for what they are: spaces, quotes, unicode, Flux'
    ).map(({ title }) => ({ file: 'backend/src/metrics/embedded/embedded-store.test.ts', title })),
  },
  {
    id: 'ssrf',
    threat: 'An address in a report, a webhook, a gate or a sample is asked by the sidecar',
    defence: "None is. It asks addresses of its configuration and targets of the catalogue, which are the operator's",
    tests: own(
      'outside-addresses',
      'are asked by nothing that a reporter announces, completes or writes',
      'are asked by nothing that a webhook or a gate says, whoever has signed it',
      'cannot be given to a run of the catalogue, whose target stays what its entry says',
      'of a reported target are http or https without credentials: not %s'
    ),
  },
  {
    id: 'prototypes',
    threat: 'Names such as `__proto__` in a body, a query or a tag change every object',
    defence: 'Such bodies are refused; tags, fields and metrics are kept in maps',
    tests: [
      ...own(
        'hostile-names',
        'changes no prototype, in no body of any route',
        'changes no prototype, in no query of any route'
      ),
      ...at(
        'backend/src/metrics/testing/line-protocol.test.ts',
        'takes names that mean something to JavaScript for names like any other'
      ),
    ],
  },
  {
    id: 'redos',
    threat: 'A text on which a regular expression takes for ever',
    defence: 'Patterns take time by the length of a text alone, or see a short piece of it',
    tests: [
      ...own('redos', 'of %s takes time by its length alone, whatever is repeated in it'),
      ...at('backend/src/diagnosis/untrusted-text.test.ts', 'takes a megabyte of name in no time'),
    ],
  },
  {
    id: 'secrets-out',
    threat:
      'A secret of the configuration or of a load test leaves in an answer, a log, a file or a fact for the model',
    defence: 'Secrets are of a type that does not print, masked in logs, given to k6 in its environment alone',
    tests: [
      ...http('logging', 'does not show secrets in %s', 'tells a failed query without its parameters'),
      ...http('errors', 'hide what went wrong inside %s and log it under the request id'),
      ...api('status', 'never shows a secret'),
      ...at('backend/src/config/index.test.ts', 'shows no secret when printed, logged as JSON or put into a text'),
      ...at(
        'backend/src/runner/secrets.test.ts',
        'are in the environment of k6, never among its arguments',
        'are masked in what is kept of the log and of the summary, also line by line'
      ),
      ...at(
        'backend/src/k6/summary/redact.test.ts',
        "removes the script's source from the machine-readable summary and keeps its duration"
      ),
      ...at(
        'backend/src/diagnosis/diagnoser.test.ts',
        'sends the facts fenced, the schema with its enum, and no sampling parameters; the key only as a header'
      ),
      ...at(
        'tests/stack/secrets.test.ts',
        'leave the secret nowhere: not in the API, and not in the files of the sidecar'
      ),
    ],
  },
  {
    id: 'replay',
    threat: 'A webhook is forged, changed, or sent again later',
    defence: 'Signed over id, time and body; 5 minutes (Vercel: 25 hours); an id that was taken starts nothing again',
    tests: [
      ...api(
        'webhooks/routes',
        'refuses a signature that is %s, before anything is read',
        'refuses a signature %s',
        'starts nothing by an event that is %s'
      ),
      ...at(
        'backend/src/triggers/deployment-starter.test.ts',
        'starts one run, however many events come and whenever',
        'starts one run from two sidecars that look at once'
      ),
    ],
  },
  {
    id: 'scripts',
    threat: 'A script path of the catalogue leads out of its folder, or its script is another one when it runs',
    defence: 'Paths and links are resolved and have to stay inside; the hash of the script is looked at before it runs',
    tests: [
      ...at('backend/src/catalogue/load.test.ts', 'refuse the script %s, which is not inside the folder'),
      ...at(
        'backend/src/runner/runner.test.ts',
        'does not run a script that was edited after the catalogue was read',
        'does not run a script that is edited while k6 reads it'
      ),
    ],
  },
  {
    id: 'hostile-text',
    threat:
      'Names, tags and texts of k6, the tested system or the model become markup, mentions, links or instructions',
    defence: 'Escaped where they are shown; facts for the model are one visible line without links; a table decides',
    tests: [
      ...api(
        'pages/pages',
        'show what k6, the model and the tested system say as text, whatever it is',
        'allow no script or style but their own files, and nobody to frame them'
      ),
      ...api('pages/html', 'lets no text end its element or its attribute, whatever it is'),
      ...at(
        'backend/src/alerts/messages.test.ts',
        "never exceeds Slack's limits and never becomes a mention, a link or a broken token"
      ),
      ...at('backend/src/diagnosis/untrusted-text.test.ts', 'leaves one visible line without links, whatever comes in'),
    ],
  },
  {
    id: 'broken-input',
    threat: 'Samples and summaries that are broken in every way end, hang or fill the sidecar',
    defence: 'Every line and every summary is read or refused with its reason; an answer is never 5xx',
    tests: own(
      'fuzz/fuzz',
      '%s, broken in every way, is read or refused',
      'samples, broken in every way, are answered by the ingest route without an error of the server'
    ),
  },
  {
    id: 'every-route',
    threat: 'Any other request that the contract permits or forbids is answered by an error of the server',
    defence: 'Schemas at every door; Schemathesis asks every route with every scope and with no key',
    tests: at(
      'tests/contract/schemathesis.test.ts',
      'answers a key for everything as it says: no 5xx, no undocumented status, type or body',
      'answers a key of scope %s as it says',
      'answers no key as it says',
      'has logged no error'
    ),
  },
];
