// What --help says below the options, in lines of at most 80 characters.

const monitorVariables = `
Environment:
  LOADTESTS_URL            base URL of the monitor
                           (default http://127.0.0.1:8090)`;

/** Of `loadtests run`. */
export const runHelp = `
Everything after -- goes to k6 as it is. The script is not changed; k6's screen
and exit code stay its own. With --test, target and environment are those of the
catalogue.

Examples:
  $ loadtests run checkout.js --test checkout --must-count --wait
  $ loadtests run checkout.js --target https://shop.example.com -- --vus 20
${monitorVariables}
  LOADTESTS_KEY            API key with the scope ingest (and read, for --wait);
                           or LOADTESTS_KEY_FILE, the file that holds it
  LOADTESTS_TEST, LOADTESTS_TARGET, LOADTESTS_ENVIRONMENT, LOADTESTS_INSTANCES
                           as --test, --target, --environment, --instances; the
                           earlier LOADTEST, TARGET, LOADTEST_ENVIRONMENT and
                           LOADTEST_INSTANCES are still read
  LOADTESTS_SPOOL_DIR      where undelivered reports wait
                           (default ~/.cache/loadtests/spool)
  K6_BIN                   the k6 binary (default k6 on PATH)
  INFLUX_URL, INFLUX_BUCKET, INFLUX_TOKEN
                           where samples go when the monitor reads an InfluxDB

Exit codes:
  k6's own, or 128 + n when signal n ended it; where that is 0:
  0    all is well; with --wait: the verdict is passed
  1    --wait: the verdict is not passed or did not come;
       --must-count: the run does not count
  69   --strict, --wait, --must-count: the monitor could not be told (not
       reachable, no monitor, key refused)
  and where nothing was started:
  2    wrong usage, the monitor refused the run, or it would not count
       (--must-count)
  69   the monitor could not be asked for what was needed before
  70   an error of our own, such as a full disk; or this Node is too old
  127  k6 not found`;

/** Of `loadtests annotations rebuild`. */
export const rebuildHelp = `
Writes missing annotations, corrects those that say something else, and removes
further ones of the same run and those whose run the monitor does not know. May
be run again at any time: nothing is doubled, and nobody is told anything.
${monitorVariables}
  LOADTESTS_KEY            API key with the scope operate; or LOADTESTS_KEY_FILE

Exit codes:
  0    the monitor is at it
  1    it is not, but may be later: the monitor or Grafana cannot be reached, or
       refuses the key
  2    wrong usage, or the monitor has no Grafana`;

const notAsked = `69   the monitor could not be asked (not reachable, no monitor,
       key refused)`;

function asking(scope: string): string {
  return `${monitorVariables}
  LOADTESTS_KEY            API key; or LOADTESTS_KEY_FILE, the file that has it.
                           It needs the scope ${scope}`;
}

/** Of the commands that only read. */
export const readingHelp = `${asking('read')}

Exit codes:
  0    answered
  2    wrong usage, or the monitor does not know it
  ${notAsked}`;

/** Of the commands about one incident. */
export const actingHelp = `${asking('operate')}

Exit codes:
  0    done
  2    wrong usage, or the monitor refused it
  ${notAsked}`;

/** Of `loadtests start`. */
export const startHelp = `${asking('operate (and read, to wait)')}

Exit codes:
  0    the run is queued; with --wait or --watch: the verdict is passed
  1    --wait, --watch: the verdict is not passed or did not come
  2    wrong usage, no such load test, or people may not start it
  ${notAsked}`;

/** Of `loadtests deployed`. */
export const deployedHelp = `
Which load tests a deployment starts is said in the catalogue (\`deployments\`). A
run begins when the deployment serves; with --wait that is waited for too.
${monitorVariables}
  LOADTESTS_WEBHOOK_SECRET the WEBHOOK_DEPLOYMENTS_SECRET of the monitor; or
                           LOADTESTS_WEBHOOK_SECRET_FILE, the file that has it
  LOADTESTS_KEY            API key with the scope read, for --wait

Example, after a deployment in a CI:
  $ loadtests deployed build-42 --commit 8f3c1d2 --branch main --wait

Exit codes:
  0    the monitor knows of it; with --wait: every run has passed, or the rule
       of its load test asks for none
  1    --wait: a verdict is not passed, did not come in time, or nothing was
       tested that should have been
  2    wrong usage, or the monitor refused it
  ${notAsked}`;

/** Of `loadtests watch`. */
export const watchHelp = `
Shows stage, time, virtual users, requests, p95 of the last 30 s and error rate:
in a terminal in one line, else in a line on each stage and every 10 s. Figures
come from the metric store and lag k6 by a few seconds; only runs that the
monitor has started have them. Ctrl-C stops watching, and the run goes on.
${asking('read (and operate, to stop)')}
  NO_COLOR                 no colours

Exit codes:
  0    the verdict is passed
  1    it is not
  2    wrong usage, no such run, or nothing runs
  ${notAsked}
  130  Ctrl-C`;

/** Of `loadtests wait`. */
export const waitHelp = `${asking('read')}

Exit codes:
  0    the verdict is passed
  1    it is not, or did not come in time
  2    wrong usage, or no such run
  ${notAsked}`;

/** Of `loadtests doctor`. */
export const doctorHelp = `
Changes nothing at the monitor.
${asking('ingest (and read, for --wait)')}
  K6_BIN                   the k6 binary (default k6 on PATH)

Exit codes:
  0    nothing is wrong; what is only worth a look is a warning
  1    something is wrong, and its line says what would be right
  2    wrong usage`;

/** Of `loadtests validate`. */
export const validateHelp = `
Tells every problem with file and line, and what k6 says of each script with the
variables of its entry. Asks no monitor; variables of the catalogue (\${NAME})
are those of this environment.

Exit codes:
  0    all right
  1    something is wrong
  127  nothing is wrong, but k6 was not found and the scripts were not checked`;

/** Of `loadtests hash`. */
export const hashHelp = `
For runs that the script itself reports with k6/lib/monitor.js, where it cannot
tell which file it is; asks no monitor:
  $ LOADTESTS_SCRIPT_HASH=$(loadtests hash checkout.js) k6 run checkout.js

Exit codes:
  0    printed
  2    wrong usage, or the script cannot be read`;

/** Of `loadtests schema`. */
export const schemaHelp = `
  $ loadtests schema > k6/loadtests.schema.json
Editors with the YAML language server complete and check a catalogue beside it
that begins with this line:
  # yaml-language-server: $schema=./loadtests.schema.json
Asks no monitor.`;

/** Of `loadtests` itself. */
export const rootHelp = `
First steps:
  $ loadtests doctor              # is everything there that a run needs?
  $ loadtests tests               # what the monitor's catalogue has
  $ loadtests run checkout.js --test checkout --wait

Results go to standard output (as JSON with --json), words to standard error.
Exit codes of all commands:
  0    done; of run: k6's own
  1    the verdict is not passed, the run does not count, or something is wrong
       with what was looked at
  2    wrong usage, or the monitor refused
  69   the monitor could not be told or asked
  70   an error of our own, or this Node is too old
  127  k6 not found`;
