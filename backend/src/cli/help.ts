/** What `loadtests run --help` says below its options. */
export const runHelp = `
Everything after -- goes to k6 as it is. The script is not changed; k6's screen and exit code stay its own.

Examples:
  $ LOADTESTS_KEY=… loadtests run checkout.js --target https://shop.example.com -- --vus 20 --duration 1m
  $ loadtests run checkout.js --test checkout --must-count --wait    # target and environment of the catalogue

Environment:
  LOADTESTS_URL            base URL of the monitor (default http://127.0.0.1:8090)
  LOADTESTS_KEY            API key with the scope ingest (and read, for --wait); or LOADTESTS_KEY_FILE
  LOADTESTS_TEST, LOADTESTS_TARGET, LOADTESTS_ENVIRONMENT, LOADTESTS_INSTANCES
                           as --test, --target, --environment and --instances (earlier LOADTEST, TARGET,
                           LOADTEST_ENVIRONMENT and LOADTEST_INSTANCES, which are still read)
  LOADTESTS_SPOOL_DIR      where undelivered reports wait (default ~/.cache/loadtests/spool)
  K6_BIN                   the k6 binary (default k6 on PATH)
  INFLUX_URL, INFLUX_BUCKET, INFLUX_TOKEN
                           where samples go when the monitor reads an InfluxDB

Exit codes:
  k6's own, or 128 + n when signal n ended it; where that is 0:
  0    all is well; with --wait: the verdict is passed
  1    --wait: the verdict is not passed or did not come; --must-count: the run does not count
  69   --strict, --wait, --must-count: the monitor could not be told (not reachable, no monitor, key refused)
  and where nothing was started:
  2    wrong usage, the monitor refused the run, or it would not count (--must-count)
  69   the monitor could not be asked for what was needed before
  70   an error of our own, such as a full disk
  127  k6 not found`;

/** The same of `loadtests annotations rebuild`. */
export const rebuildHelp = `
Writes missing annotations, corrects those that say something else, and removes further ones of the same run and those whose
run the monitor does not know. May be run again at any time: nothing is doubled, and nobody is told anything.

Environment:
  LOADTESTS_URL            base URL of the monitor (default http://127.0.0.1:8090)
  LOADTESTS_KEY            API key with the scope operate; or LOADTESTS_KEY_FILE

Exit codes:
  0    the monitor is at it
  1    it is not, but may be later: the monitor or Grafana cannot be reached, or refuses the key
  2    wrong usage, or the monitor has no Grafana`;

const asking = `
Environment:
  LOADTESTS_URL            base URL of the monitor (default http://127.0.0.1:8090)
  LOADTESTS_KEY            API key; or LOADTESTS_KEY_FILE`;

/** The same of the commands that only read. */
export const readingHelp = `${asking}, with the scope read

Exit codes:
  0    answered
  2    wrong usage, or the monitor does not know it
  69   the monitor could not be asked (not reachable, no monitor, key refused)`;

/** The same of the commands about one incident. */
export const actingHelp = `${asking}, with the scope operate

Exit codes:
  0    done
  2    wrong usage, or the monitor refused it
  69   the monitor could not be asked (not reachable, no monitor, key refused)`;

/** The same of `loadtests start`. */
export const startHelp = `${asking}, with the scope operate (and read, for --wait)

Exit codes:
  0    the run is queued; with --wait: the verdict is passed
  1    --wait: the verdict is not passed or did not come
  2    wrong usage, no such load test, or people may not start it
  69   the monitor could not be asked (not reachable, no monitor, key refused)`;

/** The same of `loadtests validate`. */
export const validateHelp = `
Tells every problem with file and line, and what k6 says of each script with the variables of its entry. Asks no monitor; variables
of the catalogue (\${NAME}) are those of this environment.

Exit codes:
  0    all right
  1    something is wrong
  127  nothing is wrong, but k6 was not found and the scripts were not checked`;

/** The same of `loadtests schema`. */
export const schemaHelp = `
  $ loadtests schema > k6/loadtests.schema.json
A catalogue beside it that begins with this line is completed and checked by editors with the YAML language server:
  # yaml-language-server: $schema=./loadtests.schema.json
Asks no monitor.`;

/** The same of `loadtests` itself. */
export const rootHelp = `
First steps:
  $ loadtests doctor                           # is everything there that a run needs?
  $ loadtests tests                            # what the monitor's catalogue has
  $ loadtests run checkout.js --test checkout --wait

Results go to standard output (as JSON with --json), words to standard error. Exit codes of all commands:
  0    done; of run: k6's own
  1    the verdict is not passed, the run does not count, or something is wrong with what was looked at
  2    wrong usage, or the monitor refused
  69   the monitor could not be told or asked
  70   an error of our own
  127  k6 not found`;
