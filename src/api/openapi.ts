/** Generated from openapi.json by `npm run openapi`: change the zod schemas of the sidecar instead. */

export interface paths {
  readonly '/metrics': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Metrics for Prometheus
     * @description Needs no key while the sidecar listens on a loopback address only and no proxy is trusted, elsewhere the scope `read`.
     */
    readonly get: operations['getMetrics'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/health/live': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Is the process alive? */
    readonly get: operations['getLiveness'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/health/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Can the sidecar do its work?
     * @description `degraded`: yes, without the parts that are not required.
     */
    readonly get: operations['getReadiness'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Runs, newest first */
    readonly get: operations['listRuns'];
    readonly put?: never;
    /**
     * Announce a run
     * @description Idempotent: the same announcement again answers 200 with the same run, another one 409.
     */
    readonly post: operations['announceRun'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/complete': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Send one part (summary or exit code) of one k6 instance
     * @description Answered after the part is stored. The same content again is a duplicate and changes nothing; other content for the same part is a 409. The run is judged when every announced part is in, or at its deadline. A part that comes after a run was closed for silence judges it again.
     */
    readonly post: operations['completeRun'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** One run with everything known of it */
    readonly get: operations['getRun'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/series': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Time series of a run in at most 100 steps */
    readonly get: operations['getRunSeries'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/evidence': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** The numbered facts a diagnosis rests on */
    readonly get: operations['getRunEvidence'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/summary': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** k6's raw summaries of a run, for download */
    readonly get: operations['getRunSummary'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/verdict': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Gate: 200 only for passed
     * @description 200 passed; 425 not judged yet, try again after Retry-After; 409 every other verdict. The id of a run that a deployment is to start may be asked for at once: 425 while it waits, 409 where the deployment starts none.
     */
    readonly get: operations['getRunVerdict'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/compare': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Two runs side by side
     * @description A difference of response times is noise below 10 % or 5 ms, of fewer than 30 requests, and within what comparable runs of the load test differ by themselves; one of error rates where a pooled two-proportion z-test calls it chance.
     */
    readonly get: operations['compareRuns'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/feedback/cases': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * What people said of diagnoses, as cases to measure them by
     * @description Each with all that the diagnosis was made from, as it can be read today: figures and names of the target, no secrets. The course of its endpoints is there while the metric store keeps the samples of the run.
     */
    readonly get: operations['exportFeedbackCases'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/stop': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Stop a run of the sidecar's own runner */
    readonly post: operations['stopRun'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/runs/{id}/feedback': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Say whether the diagnosis of a run was right
     * @description Replaces what the same person said before, and never changes the diagnosis.
     */
    readonly post: operations['giveFeedback'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/status': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Versions, parts and integrations of the sidecar
     * @description Answers without the records, so that it tells what is set up while they are away.
     */
    readonly get: operations['getStatus'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/slack/test': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Send a test message to Slack
     * @description Once, and not again by itself; at most one per 10 s.
     */
    readonly post: operations['testSlack'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/annotations/rebuild': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Rebuild the annotations in Grafana from the records
     * @description Missing ones are written, others are corrected, further ones of the same run and those without a run are removed, one after the other once this has answered. May be called again at any time; nobody is told anything.
     */
    readonly post: operations['rebuildAnnotations'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/tests': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Load tests of the catalogue */
    readonly get: operations['listLoadTests'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/tests/{name}/identity': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** What a run of the load test has to be announced as to count */
    readonly get: operations['getLoadTestIdentity'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/tests/{name}/trend': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * How the figures of a load test went from run to run
     * @description A step is found by the test of Pettitt (1979), a drift by that of Mann and Kendall, both from 8 comparable runs on and from a change of 10 %; a spike is a newest run far outside of the usual spread.
     */
    readonly get: operations['getTrend'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/tests/{name}/baseline': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Pin the run that others are held against
     * @description Of the runs judged from now on, those that may be compared with it are held against it until it is taken off; any other one against the last passed run that may.
     */
    readonly put: operations['pinBaseline'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/tests/{name}/runs': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Run now
     * @description Queued behind other runs on the same target.
     */
    readonly post: operations['runLoadTest'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/gates/flagger': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Webhook of a Flagger canary: 200 only for passed
     * @description Starts the load test that `metadata.test` names, once for a canary and its checksum, whatever the phase is and however often Flagger asks. Flagger goes on for 200 alone. An hour after the verdict another run is started.
     */
    readonly post: operations['askGateByFlagger'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/gates/argo-rollouts': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Web metric of an Argo Rollouts analysis: 200 once there is an outcome
     * @description Starts the load test, once for a key. A web metric reads the body of 2xx alone, and takes any other answer for an error that it repeats after 10 s: so a run without a verdict is answered 425, and every verdict 200 with its outcome. An hour after the verdict another run is started.
     */
    readonly post: operations['askGateByArgoRollouts'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/webhooks/vercel': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Vercel's webhook
     * @description Signed with `x-vercel-signature`: HMAC-SHA1, hex, of the body. deployment.succeeded, deployment.ready and deployment.promoted start load tests; other events are answered with 200.
     */
    readonly post: operations['takeVercelEvent'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/webhooks/deployments': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * A CI's webhook after a deployment
     * @description Signed by Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp` (at most 5 minutes old) and `webhook-signature`.
     */
    readonly post: operations['takeDeploymentEvent'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/incidents': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Incidents, newest first */
    readonly get: operations['listIncidents'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/incidents/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** One incident with its timeline */
    readonly get: operations['getIncident'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/incidents/{id}/acknowledge': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Say that somebody has seen the incident
     * @description Goes into the timeline with who did it. State and banner stay as they are: only a passed run resolves an incident. Of an incident that is acknowledged already nothing changes.
     */
    readonly post: operations['acknowledgeIncident'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/incidents/{id}/approve': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Approve a redeploy of the incident
     * @description For a failure that is auto-fixable and was not redeployed by itself, within 24 hours of its newest failed run. Every other guard is looked at now and once more before the deployment is asked for. The incident goes on needing a person, and the banner stays, until a run has passed.
     */
    readonly post: operations['approveRedeploy'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/incidents/{id}/reject': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Decide against a redeploy of the incident
     * @description Nobody can approve one any more; the incident goes on needing a person. Said again, nothing changes.
     */
    readonly post: operations['rejectRedeploy'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/incidents/{id}/close': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Close an incident that no run will resolve
     * @description For a load test that has left the catalogue, or a failure that was none. The banner is gone with it; who closed it and why stays in the timeline and goes to Slack, and the next failed run opens another incident. Only one that needs a person can be closed.
     */
    readonly post: operations['closeIncident'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/remediation/switch': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Whether people have switched remediation off */
    readonly get: operations['getRemediationSwitch'];
    /**
     * Switch remediation off, or on again
     * @description Holds at once and in every sidecar on these records: a redeploy that is planned already is not sent any more, and its failure is for a person. One that has been sent is not called back. Switched on again, what was refused meanwhile stays refused.
     */
    readonly put: operations['setRemediationSwitch'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/tests/{name}/breaker/reset': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Permit another redeploy for a failure that was redeployed before
     * @description The same failure of a load test is for a person within 6 hours of a redeploy, and within 7 days of one that had fixed it. This forgets the redeploys until now for that rule alone: the cool-down of the project and the attempts in a day stay. An incident that is open already needs a person all the same.
     */
    readonly post: operations['resetBreaker'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/events': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Changes as they happen, as server-sent events
     * @description First `hello` with the version: read what is shown again, nothing is repeated after an interruption. Then a `change` for each run or incident that has changed: kind (run, incident), id, test, runId and, of a run, status and verdict. A `progress`, at most once a second for each run of the own runner of the sidecar that is asked, has runId, test and the fields of RunProgress; the runs of its replicas are told by `change` alone. A `heartbeat` without content every 15 s shows that the connection lives. Who does not read is disconnected.
     */
    readonly get: operations['streamEvents'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/banner': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * The state an admin site shows on every page
     * @description action_required > unknown > ok, from the records and the clock at each request. Send If-None-Match; 304 means nothing has changed. An environment that no load test has is unknown, never ok. With BANNER_PUBLIC it needs no key and gives state, since and staleAt only.
     */
    readonly get: operations['getBanner'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v1/banner/results': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Recent results in the columns of a health page */
    readonly get: operations['getBannerResults'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/write': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Write line protocol (InfluxDB 1 API) */
    readonly post: operations['writeInflux1'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/api/v2/write': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Write line protocol (InfluxDB 2 API) */
    readonly post: operations['writeInflux2'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/query': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Answers CREATE DATABASE, which k6 sends before it writes */
    readonly get: operations['queryInflux1'];
    readonly put?: never;
    /**
     * Answers CREATE DATABASE, which k6 sends before it writes
     * @description As GET; `q` may stand in the URL or in the form.
     */
    readonly post: operations['postQueryInflux1'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly AnnotationRebuild: {
      /** @description Runs whose annotation is brought to what the record says */
      readonly planned: number;
      /** @description Runs whose annotations are removed: the records do not know them, or have nothing to show */
      readonly toRemove: number;
      /** @description False: only the newest 5,000 runs were planned; the older ones stay as they are */
      readonly complete: boolean;
    };
    readonly AnnouncementInput: {
      /** @description Id of the run: the k6 tag `testid` */
      readonly id: string;
      /** @description Name of the load test */
      readonly test: string;
      /** @description Base URL of the system under test, without credentials, query or fragment */
      readonly target: string;
      /** @default production */
      readonly environment?: string;
      /** @enum {string} */
      readonly reporter: 'cli' | 'handleSummary' | 'other';
      /** @default 1 */
      readonly expectedInstances?: number;
      /**
       * @description SHA-256 of the script file's bytes
       * @default null
       */
      readonly scriptHash?: string | null;
      /**
       * @description Hash of the scenarios as k6 resolved them
       * @default null
       */
      readonly loadProfileHash?: string | null;
      /** @default null */
      readonly planned?: {
        readonly virtualUsers: number | null;
        readonly iterations: number | null;
        readonly durationSeconds: number | null;
        /** @default null */
        readonly userSeconds?: number | null;
        /** @default null */
        readonly earlyUserStops?: number | null;
        /** @default null */
        readonly arrivals?: number | null;
        /** @description What each scenario offers over time; without it no redeploy is permitted */
        readonly offered?:
          | readonly {
              readonly scenario: string;
              /** @enum {string} */
              readonly unit: 'users' | 'arrivalsPerSecond';
              /** @description Straight lines; null: the plan does not say */
              readonly lines:
                | readonly {
                    readonly fromSeconds: number;
                    readonly toSeconds: number;
                    readonly from: number;
                    readonly to: number;
                  }[]
                | null;
            }[]
          | null;
      } | null;
      /** @description Text. Cut to 100 characters; anything else is taken as null */
      readonly k6Version?: unknown;
      /** @description Date and time with its offset, of the years 2000 to 2099; anything else is taken as null */
      readonly startedAt?: unknown;
      /**
       * @description How the k6 of the run measures
       * @default null
       */
      readonly measurement?: {
        /**
         * @description Switches and variables of k6 that change what is measured, such as --no-thresholds
         * @default []
         */
        readonly switches?: readonly string[];
        /**
         * @description Names that k6 was given with -e
         * @default []
         */
        readonly envNames?: readonly string[];
        /**
         * @description What the script sees of the variables that the catalogue's entry sets; null: not set
         * @default {}
         */
        readonly env?: {
          readonly [key: string]: string | null;
        };
        /**
         * @description k6's resolved options that change what is measured, such as noSetup; only those that are set
         * @default null
         */
        readonly options?: {
          readonly [key: string]: unknown;
        } | null;
        /**
         * @description The script's own thresholds as k6 resolved them
         * @default null
         */
        readonly thresholds?:
          | readonly {
              readonly metric: string;
              readonly expression: string;
              readonly abortOnFail: boolean;
              readonly delayAbortEval: string | null;
            }[]
          | null;
      } | null;
    };
    readonly ArgoGateInput: {
      /** @description Name of the load test */
      readonly test: string;
      /** @description Of the question, such as name and hash of the rollout: the same key is answered by the same run */
      readonly key: string;
    };
    readonly AutoFixApplied: {
      /** @constant */
      readonly action: 'redeploy';
      readonly deploymentId: string;
      /** Format: date-time */
      readonly appliedAt: string;
      /** @enum {string} */
      readonly outcome: 'pending' | 'fixed' | 'notFixed' | 'unknown';
    };
    readonly Banner: {
      /** @constant */
      readonly version: 1;
      /**
       * @description unknown: nobody can be sure that all is well
       * @enum {string}
       */
      readonly state: 'ok' | 'action_required' | 'unknown';
      /** @description Since when it is so; null while ok, and where nobody knows */
      readonly since: string | null;
      readonly unknownReason: string | null;
      /** @description When the first result of a scheduled load test gets stale: without another answer an ok holds no longer; null where no load test is scheduled */
      readonly staleAt: string | null;
      readonly incidents: readonly components['schemas']['BannerIncident'][];
    };
    readonly BannerIncident: {
      readonly incidentId: string;
      readonly test: string;
      readonly environment: string;
      readonly title: string;
      /** @description Plain text: show it as text, never as markup */
      readonly diagnosis: string;
      readonly reason: string | null;
      /** @enum {string} */
      readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
      /** @description Peak of active virtual users */
      readonly virtualUsers: number | null;
      /** @description Milliseconds, over all samples */
      readonly p95ResponseTimeMs: number | null;
      /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
      readonly errorRate: number | null;
      /** @description Why response times are null, in words ("no request got an answer"); null where they were measured */
      readonly responseTimesMissing: string | null;
      /**
       * Format: date-time
       * @description Start of the run
       */
      readonly runDate: string;
      readonly runId: string;
      readonly runUrl: string | null;
      /**
       * Format: date-time
       * @description Since when it needs a person, or may need one
       */
      readonly since: string;
    };
    readonly BannerResult: {
      readonly runId: string;
      readonly test: string;
      readonly environment: string;
      /**
       * Format: date-time
       * @description Start of the run
       */
      readonly runDate: string;
      /** @description Seconds, with setup() and teardown() */
      readonly durationSeconds: number | null;
      /** @description Peak of active virtual users */
      readonly virtualUsers: number | null;
      /** @description Milliseconds */
      readonly avgResponseTimeMs: number | null;
      /** @description Milliseconds, over all samples */
      readonly p95ResponseTimeMs: number | null;
      /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
      readonly errorRate: number | null;
      /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
      readonly errorRateSamples: number | null;
      /** @description Why response times are null, in words ("no request got an answer"); null where they were measured */
      readonly responseTimesMissing: string | null;
      /** @description The load test's limit on p95 when it ran, in milliseconds; null: none */
      readonly p95LimitMs: number | null;
      /** @enum {string} */
      readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
      /** @description The first reason for the verdict; plain text */
      readonly reason: string | null;
      /** @description Plain text: show it as text, never as markup */
      readonly diagnosis: string | null;
      readonly actionRequired: boolean;
      /** @description Why a person is needed; plain text */
      readonly actionRequiredReason: string | null;
      readonly autoFixApplied: components['schemas']['AutoFixApplied'] | null;
      readonly runUrl: string | null;
    };
    readonly Baseline: {
      readonly test: string;
      /** @description Null: none is */
      readonly pinned: {
        readonly runId: string;
        readonly pinnedBy: string;
        /** Format: date-time */
        readonly pinnedAt: string;
      } | null;
    };
    readonly Comparison: {
      readonly base: {
        readonly runId: string;
        readonly test: string;
        readonly environment: string;
        readonly endedAt: string | null;
        readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
        readonly requests: number | null;
      };
      readonly run: {
        readonly runId: string;
        readonly test: string;
        readonly environment: string;
        readonly endedAt: string | null;
        readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
        readonly requests: number | null;
      };
      /** @description What else differs, so that a difference says as much about it as about the target; empty: nothing */
      readonly unlike: readonly string[];
      readonly figures: {
        /** @description Milliseconds */
        readonly p95ResponseTimeMs: {
          readonly base: number | null;
          readonly run: number | null;
          /** @description `run` - `base`, in the figure's unit */
          readonly difference: number | null;
          /** @description As a fraction of `base`: 0.25 is a quarter more */
          readonly change: number | null;
          /** @description Why the difference says nothing; null where it does */
          readonly noise: string | null;
        };
        /** @description Milliseconds */
        readonly avgResponseTimeMs: {
          readonly base: number | null;
          readonly run: number | null;
          /** @description `run` - `base`, in the figure's unit */
          readonly difference: number | null;
          /** @description As a fraction of `base`: 0.25 is a quarter more */
          readonly change: number | null;
          /** @description Why the difference says nothing; null where it does */
          readonly noise: string | null;
        };
        /** @description Fraction 0–1 */
        readonly errorRate: {
          readonly base: number | null;
          readonly run: number | null;
          /** @description `run` - `base`, in the figure's unit */
          readonly difference: number | null;
          /** @description As a fraction of `base`: 0.25 is a quarter more */
          readonly change: number | null;
          /** @description Why the difference says nothing; null where it does */
          readonly noise: string | null;
        };
      };
      /** @description As the metric store has them; what has changed most comes first */
      readonly endpoints: readonly {
        readonly name: string;
        readonly method: string;
        /** @enum {string} */
        readonly statusClass: '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none';
        /** @description Null: not called */
        readonly base: {
          readonly requests: number;
        } | null;
        /** @description Null: not called */
        readonly run: {
          readonly requests: number;
        } | null;
        /** @description Milliseconds */
        readonly p95ResponseTimeMs: {
          readonly base: number | null;
          readonly run: number | null;
          /** @description `run` - `base`, in the figure's unit */
          readonly difference: number | null;
          /** @description As a fraction of `base`: 0.25 is a quarter more */
          readonly change: number | null;
          /** @description Why the difference says nothing; null where it does */
          readonly noise: string | null;
        };
        /** @description Milliseconds */
        readonly avgResponseTimeMs: {
          readonly base: number | null;
          readonly run: number | null;
          /** @description `run` - `base`, in the figure's unit */
          readonly difference: number | null;
          /** @description As a fraction of `base`: 0.25 is a quarter more */
          readonly change: number | null;
          /** @description Why the difference says nothing; null where it does */
          readonly noise: string | null;
        };
        /** @description Fraction 0–1 */
        readonly errorRate: {
          readonly base: number | null;
          readonly run: number | null;
          /** @description `run` - `base`, in the figure's unit */
          readonly difference: number | null;
          /** @description As a fraction of `base`: 0.25 is a quarter more */
          readonly change: number | null;
          /** @description Why the difference says nothing; null where it does */
          readonly noise: string | null;
        };
      }[];
    };
    readonly DeploymentEventInput: {
      /** @description The same in every event of the deployment; each load test is run once for it */
      readonly deploymentId: string;
      /** @default production */
      readonly target?: string;
      /**
       * @description Of the load tests that it concerns
       * @default production
       */
      readonly environment?: string;
      /** @description Project at Vercel, where it is deployed there */
      readonly projectId?: string | null;
      /** @description Text. Cut to 500 characters; anything else is taken as null */
      readonly url?: unknown;
      readonly commit: {
        readonly id: string;
        /** @description Text. Cut to 1000 characters; anything else is taken as null */
        readonly message?: unknown;
        /** @description Such as main */
        readonly branch?: string | null;
        /** @description Such as v2.0.0 */
        readonly tag?: string | null;
      };
      /**
       * @description What the rules of load tests may ask for
       * @default []
       */
      readonly labels?: readonly string[];
      /** @description When it was deployed: of two deployments the later one is tested */
      readonly createdAt: string;
    };
    readonly DeploymentTaken: {
      readonly deploymentId: string | null;
      /** @description Why nothing is started */
      readonly reason: string | null;
      /** @description Load tests that deployments of its project or environment may start */
      readonly loadTests: readonly {
        readonly test: string;
        /**
         * @description `waiting`: until the deployment serves; `none`: no run
         * @enum {string}
         */
        readonly outcome: 'waiting' | 'started' | 'none';
        /** @description Why there is no run: notMajor (the rule of the load test does not ask for one), older, superseded, … */
        readonly code: string | null;
        /** @description Why there is no run, or none yet */
        readonly reason: string | null;
        /** @description Of the run that is started, or will be */
        readonly runId: string | null;
      }[];
    };
    readonly Diagnosis: {
      /** @enum {string} */
      readonly classification: 'autoFixable' | 'actionRequired';
      readonly proposed: ('autoFixable' | 'actionRequired') | null;
      readonly confidence: number;
      readonly text: string;
      readonly evidenceIds: readonly string[];
      readonly madeBy:
        | {
            /** @constant */
            readonly kind: 'haiku';
            readonly model: string;
            readonly promptVersion: string;
            readonly requestId: string | null;
            readonly inputTokens: number;
            readonly outputTokens: number;
            readonly latencyMs: number;
          }
        | {
            /** @constant */
            readonly kind: 'rules';
            readonly rulesVersion: string;
            /** @enum {string} */
            readonly because:
              | 'notConfigured'
              | 'timeout'
              | 'unreachable'
              | 'refusedByApi'
              | 'refusedByModel'
              | 'truncated'
              | 'unusableReply'
              | 'unknownEvidence'
              | 'lowConfidence'
              | 'notNeeded';
            readonly detail: string;
          };
      readonly policy: {
        readonly version: string;
        readonly permitsRedeploy: boolean;
        readonly rule: string;
        readonly reason: string;
      };
      /** Format: date-time */
      readonly madeAt: string;
    };
    readonly DiagnosisCase: {
      readonly id: string;
      readonly kind: string;
      readonly label: ('autoFixable' | 'actionRequired') | null;
      readonly why: string;
      /** @enum {string} */
      readonly split: 'tuning' | 'heldOut';
      readonly injected: boolean;
      readonly input: {
        readonly run: {
          readonly id: string;
          readonly test: string;
          readonly target: string;
          readonly environment: string;
          /** @enum {string} */
          readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
          readonly startedAt: string | null;
          readonly endedAt: string | null;
          /** @enum {string} */
          readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
        };
        readonly figures: {
          /** @description Seconds, with setup() and teardown() */
          readonly durationSeconds: number | null;
          /** @description Peak of active virtual users */
          readonly virtualUsers: number | null;
          /** @description allocated: the run was too short for k6's gauge of active users, the figure is vus_max */
          readonly virtualUsersSource: ('active' | 'allocated') | null;
          readonly requests: number;
          readonly failedRequests: number;
          /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
          readonly errorRateSamples: number | null;
          /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
          readonly errorRate: number | null;
          /** @description Milliseconds */
          readonly avgResponseTimeMs: number | null;
          /** @description Milliseconds, over all samples */
          readonly p95ResponseTimeMs: number | null;
          readonly startedAt: string | null;
          readonly endedAt: string | null;
        };
        readonly reasons: readonly components['schemas']['Reason'][];
        readonly thresholds: readonly components['schemas']['Threshold'][];
        readonly endpoints: readonly {
          readonly requests: number;
          readonly failedRequests: number;
          /** @description As of the run; absent in figures kept before it was counted */
          readonly errorRateSamples?: number;
          /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
          readonly errorRate: number | null;
          /** @description Milliseconds */
          readonly avgResponseTimeMs: number | null;
          /** @description Milliseconds, over all samples */
          readonly p95ResponseTimeMs: number | null;
          readonly name: string;
          readonly method: string;
          /** @enum {string} */
          readonly statusClass: '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none';
        }[];
        readonly statusCodes: readonly {
          readonly code: number;
          readonly requests: number;
        }[];
        readonly errorCodes: readonly {
          readonly code: number;
          readonly requests: number;
        }[];
        readonly series: components['schemas']['RunSeries'] | null;
        readonly endpointSeries?: {
          readonly stepSeconds: number;
          readonly steps: number;
          readonly from: string | null;
          readonly slowerThanMs: readonly number[];
          readonly endpoints: readonly {
            readonly endpoint: {
              readonly name: string;
              readonly method: string;
            } | null;
            /** @enum {string} */
            readonly calledBy: 'iterations' | 'frame';
            readonly scenarios: readonly string[];
            readonly steps: readonly {
              readonly step: number;
              readonly requests: number;
              readonly failedRequests: number;
              readonly durationSumMs: number;
              readonly slowRequests: readonly number[];
            }[];
          }[];
        } | null;
        readonly offeredLoad?:
          | readonly {
              readonly scenario: string;
              /** @enum {string} */
              readonly unit: 'users' | 'arrivalsPerSecond';
              /** @description Straight lines; null: the plan does not say */
              readonly lines:
                | readonly {
                    readonly fromSeconds: number;
                    readonly toSeconds: number;
                    readonly from: number;
                    readonly to: number;
                  }[]
                | null;
            }[]
          | null;
        readonly history: readonly {
          /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
          readonly errorRate: number | null;
          /** @description Milliseconds, over all samples */
          readonly p95ResponseTimeMs: number | null;
          readonly runId: string;
          readonly endedAt: string | null;
          /** @enum {string} */
          readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
          readonly autoFixApplied: boolean;
        }[];
        readonly deployment: {
          readonly id: string;
          readonly createdAt: string | null;
        } | null;
        readonly droppedIterationsShare: number | null;
      };
    };
    readonly EvidenceFact: {
      readonly id: string;
      /** @enum {string} */
      readonly topic:
        | 'run'
        | 'threshold'
        | 'endpoint'
        | 'shape'
        | 'statusCode'
        | 'errorCode'
        | 'history'
        | 'deployment'
        | 'generator';
      readonly text: string;
      /** @description What the fact rests on; none: nothing that the API shows */
      readonly about:
        | {
            /** @constant */
            readonly kind: 'figures';
            readonly figures: readonly (
              | 'durationSeconds'
              | 'virtualUsers'
              | 'virtualUsersSource'
              | 'requests'
              | 'failedRequests'
              | 'errorRateSamples'
              | 'errorRate'
              | 'avgResponseTimeMs'
              | 'p95ResponseTimeMs'
            )[];
          }
        | {
            /** @constant */
            readonly kind: 'threshold';
            readonly metric: string;
            readonly expression: string;
          }
        | {
            /** @constant */
            readonly kind: 'chart';
            /** @enum {string} */
            readonly chart: 'virtualUsers' | 'responseTimes' | 'requestRates';
            /** Format: date-time */
            readonly from: string;
            /** Format: date-time */
            readonly to: string;
          }
        | {
            /** @constant */
            readonly kind: 'endpoint';
            /** @description Null, as the method is: all endpoints together */
            readonly name: string | null;
            readonly method: string | null;
          }
        | {
            /** @constant */
            readonly kind: 'statusCode';
          }
        | {
            /** @constant */
            readonly kind: 'errorCode';
          }
        | {
            /** @constant */
            readonly kind: 'run';
            readonly runId: string;
          }
        | {
            /** @constant */
            readonly kind: 'none';
          };
    };
    readonly Feedback: {
      /** @description Whether the diagnosis was right */
      readonly correct: boolean;
      /** @description What it was in truth, in their words; plain text */
      readonly actualCause: string | null;
      readonly givenBy: string;
      /** Format: date-time */
      readonly givenAt: string;
    };
    readonly FlaggerWebhookInput: {
      /** @description Name of the canary */
      readonly name: string;
      /** @description Its namespace */
      readonly namespace: string;
      /** @description Of its revision: another one is another question */
      readonly checksum: string;
      /** @description The webhook's own: `test` is the load test; what else stands there tells one gate from another */
      readonly metadata: {
        readonly [key: string]: string;
      } & ({
        /** @description Name of the load test */
        readonly test: string;
      } & {
        readonly [key: string]: unknown;
      });
    } & {
      readonly [key: string]: unknown;
    };
    readonly GateOutcome: {
      readonly runId: string;
      readonly test: string;
      /** @description Null: not judged yet, or there is no run */
      readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
      /** @description Null: it is not queued, see deployment */
      readonly status: ('queued' | 'running' | 'awaitingParts' | 'judging' | 'judged') | null;
      readonly reasons: readonly components['schemas']['Reason'][];
      /** @description False: a verdict and nothing more, see countsReason */
      readonly counts: boolean;
      readonly countsReason: string | null;
      readonly runUrl: string | null;
      /** @description Of a run that is not queued yet (`waiting`), or never will be (`dropped`) */
      readonly deployment: {
        readonly id: string;
        /** @enum {string} */
        readonly state: 'waiting' | 'dropped';
        /** @description What it waits for, or why there is no run */
        readonly reason: string | null;
      } | null;
      /**
       * @description passed: the run has passed and counts; failed: it has failed; inconclusive: anything else
       * @enum {string}
       */
      readonly outcome: 'passed' | 'failed' | 'inconclusive';
    };
    readonly GeneratorFacts: {
      /** @description How long it was looked at; the shares are of this time */
      readonly watchedSeconds: number;
      /** @description Share of the time in which at least 95 % of the processors of the machine were busy */
      readonly cpuBusyShare: number;
      /** @description Share in which that was so and k6 itself took at least 80 % of all processors */
      readonly saturatedShare: number;
      /** @description Busiest second of the machine: share of all processors */
      readonly peakCpu: number;
      /** @description Busiest second of k6: share of all processors of the machine */
      readonly peakK6Cpu: number;
      /** @description Most resident memory of k6, in MB of 1024² bytes */
      readonly peakMemoryMb: number;
    };
    readonly GeneratorFactsInput: {
      /** @description How long it was looked at; the shares are of this time */
      readonly watchedSeconds: number;
      /** @description Share of the time in which at least 95 % of the processors of the machine were busy */
      readonly cpuBusyShare: number;
      /** @description Share in which that was so and k6 itself took at least 80 % of all processors */
      readonly saturatedShare: number;
      /** @description Busiest second of the machine: share of all processors */
      readonly peakCpu: number;
      /** @description Busiest second of k6: share of all processors of the machine */
      readonly peakK6Cpu: number;
      /** @description Most resident memory of k6, in MB of 1024² bytes */
      readonly peakMemoryMb: number;
    };
    readonly Incident: {
      readonly id: string;
      readonly test: string;
      readonly environment: string;
      /** @enum {string} */
      readonly state: 'diagnosing' | 'remediating' | 'actionRequired' | 'resolved' | 'closed';
      /** Format: date-time */
      readonly openedAt: string;
      readonly openedByRunId: string;
      readonly lastRunId: string;
      readonly actionRequiredSince: string | null;
      readonly actionRequiredReason: string | null;
      /** @description When somebody said first that they have seen it; null: nobody has */
      readonly acknowledgedAt: string | null;
      /** @description Who said so */
      readonly acknowledgedBy: string | null;
      /** @description When Vercel confirmed the redeploy */
      readonly redeployedAt: string | null;
      /** @description The redeploy that was made for it, is being made, or may be */
      readonly redeploy: {
        /** @description A person may have it redeployed, as far as the records tell */
        readonly canBeApproved: boolean;
        /** @description The person who has approved its redeploy; null: nobody had to, or has */
        readonly approvedBy: string | null;
        /** @description The person who has decided against one */
        readonly rejectedBy: string | null;
        /** @description Of the redeploy; null: there is none */
        readonly state: ('planned' | 'redeployed' | 'live' | 'fixed' | 'notFixed' | 'unknown' | 'notSent') | null;
        readonly deploymentId: string | null;
        /** @description What was last seen of that deployment */
        readonly deploymentState:
          | ('building' | 'live' | 'failed' | 'canceled' | 'aliasFailed' | 'checksFailed' | 'superseded' | 'timedOut')
          | null;
        /** @description When it was seen in production */
        readonly liveAt: string | null;
        /** @description The run that shows whether it helped */
        readonly verificationRunId: string | null;
        /** @description Whether it did; null: not known yet */
        readonly outcome: ('fixed' | 'notFixed' | 'unknown' | 'notSent') | null;
        /** @description Why it was not made, or is not known */
        readonly reason: string | null;
      };
      readonly resolvedAt: string | null;
      readonly resolvedByRunId: string | null;
      readonly timeline: readonly {
        /** Format: date-time */
        readonly at: string;
        readonly kind: string;
        readonly text: string;
        readonly runId: string | null;
        /** @description Who did it; null: the sidecar */
        readonly actor: string | null;
      }[];
    };
    readonly Integration: {
      readonly on: boolean;
      /** @description How it is set up, or why it is off and which variable turns it on: a sentence */
      readonly detail: string;
    };
    readonly LastDeployment: {
      readonly id: string;
      readonly commit: string | null;
      /** Format: date-time */
      readonly deployedAt: string;
      /**
       * @description `waiting`: for the deployment to serve, or for what comes first
       * @enum {string}
       */
      readonly state: 'waiting' | 'started' | 'dropped';
      /** @description What it waits for, or why it started no run, or a late one */
      readonly reason: string | null;
      readonly runId: string | null;
      readonly readiness: components['schemas']['Readiness'] | null;
    };
    readonly LoadTest: {
      readonly name: string;
      readonly description: string | null;
      readonly target: string;
      readonly environment: string;
      readonly scriptHash: string;
      /** @description Why k6 cannot read its script, with file and line; null while nothing is known against it */
      readonly scriptProblem: string | null;
      /** @description Names of the variables that the script gets as secrets */
      readonly secrets: readonly string[];
      /** @description What people sort and find it by */
      readonly labels: {
        readonly [key: string]: string;
      };
      readonly limits: {
        /** @description Fraction 0–1 */
        readonly errorRate: number;
        readonly p95ResponseTimeMs: number | null;
        readonly avgResponseTimeMs: number | null;
        readonly minimumRequests: number;
        /** @description Share of the requests that may stay out of the error rate */
        readonly unmeasuredRequests?: number;
        /** @description k6's metrics that the limits are about; null: those of HTTP requests */
        readonly metrics?: {
          readonly responseTime: string;
          readonly requests: string;
          readonly failures: string;
        } | null;
        /** @description Limits on single endpoints */
        readonly endpoints: readonly {
          /** @description As in k6's `name` tag */
          readonly name: string;
          /** @description Null: whichever */
          readonly method: string | null;
          readonly p95ResponseTimeMs: number | null;
          readonly avgResponseTimeMs: number | null;
          /** @description Fraction 0–1 */
          readonly errorRate: number | null;
          /** @description Fewer requests of the endpoint never pass */
          readonly minimumRequests: number;
        }[];
        /** @description From when on a run is worse than its baseline */
        readonly regression?: {
          /**
           * @description warn: a regression is told; fail: it makes the run fail; off: none is looked for
           * @enum {string}
           */
          readonly mode: 'warn' | 'fail' | 'off';
          /** @description By which share of the baseline's figure a run has to be worse */
          readonly relative: number;
          /** @description And by how many ms a response time */
          readonly absoluteMs: number;
          /** @description With fewer, nothing is compared */
          readonly minimumRequests: number;
        };
        readonly checksMustPass: boolean;
      };
      readonly deadlineSeconds: number;
      /** @description Run before the judged run; null: none */
      readonly warmUp: {
        readonly durationSeconds: number;
        readonly virtualUsers: number;
      } | null;
      /** @description When it runs by itself; null: never */
      readonly schedule: {
        /** @description Five fields: minute, hour, day of the month, month, weekday */
        readonly cron: string;
        /** @description IANA name */
        readonly timeZone: string;
        /**
         * @description At a tick while the run before still goes on
         * @enum {string}
         */
        readonly overlap: 'queue' | 'skip';
        /**
         * @description About ticks that came while no sidecar was at work
         * @enum {string}
         */
        readonly missed: 'record' | 'runOnce';
      } | null;
      /** @description Who may start it, beside external reporters */
      readonly triggers: readonly ('schedule' | 'deployment' | 'manual')[];
      /** @description Which deployments start it; null: none */
      readonly deployments: {
        readonly projectId: string | null;
        readonly target: string;
        readonly branches: readonly string[];
        readonly tags: readonly string[];
        readonly commitMessage: readonly string[];
        readonly labels: readonly string[];
      } | null;
      /** @description What its last deployment led to */
      readonly lastDeployment: components['schemas']['LastDeployment'] | null;
      /** @description While one lasts, no tick starts a run and none is expected */
      readonly maintenanceWindows: readonly {
        /** @description Five fields: minute, hour, day of the month, month, weekday */
        readonly cron: string;
        /** @description IANA name */
        readonly timeZone: string;
        readonly durationMinutes: number;
        readonly reason: string;
      }[];
      /** @description When its schedule starts the next run */
      readonly nextRunAt: string | null;
      /** @description The tick that has to bring the result after the last one; in the past while it is overdue */
      readonly nextExpectedRunAt: string | null;
      /** @description From then on its last result says nothing about now, and the banner is unknown at least */
      readonly staleAt: string | null;
      /** @description Its newest judged run that counts; null: there is none */
      readonly lastRun: {
        readonly id: string;
        /** @enum {string} */
        readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
        /**
         * Format: date-time
         * @description Of a run that never ran: when it was judged
         */
        readonly endedAt: string;
      } | null;
      /** @description What became of the last tick of its schedule */
      readonly lastTick: {
        /**
         * Format: date-time
         * @description The last one of an outage
         */
        readonly at: string;
        /** @enum {string} */
        readonly outcome: 'started' | 'skipped' | 'missed';
        /** @description Why it started no run, or a late one */
        readonly reason: string | null;
        readonly runId: string | null;
      } | null;
      readonly remediation: {
        readonly vercel: {
          readonly projectId: string;
          readonly teamId: string | null;
          readonly triggers: readonly ('schedule' | 'deployment' | 'manual' | 'external' | 'verification')[];
        } | null;
      };
    };
    readonly LoadTestIdentity: {
      readonly name: string;
      readonly target: string;
      readonly environment: string;
      /** @description SHA-256 of the script file's bytes */
      readonly scriptHash: string;
    };
    /** @description Problem details, RFC 9457 */
    readonly Problem: {
      /** @description URI of the kind of problem, stable for clients */
      readonly type: string;
      /** @description The kind of problem in words */
      readonly title: string;
      /** @description HTTP status */
      readonly status: number;
      /** @description What happened this time */
      readonly detail: string;
      /** @description Path of the request */
      readonly instance?: string;
      /** @description Id of the request, also in the log of the sidecar */
      readonly requestId?: string;
      /** @description Everything that is wrong with the request */
      readonly errors?: readonly {
        /** @description Where in the request, for example body.thresholds.p95 */
        readonly where: string;
        /** @description What is wrong there */
        readonly what: string;
        /** @description What would be right */
        readonly right?: string;
      }[];
    };
    readonly Readiness: {
      /** @description The last requests were answered within the limit */
      readonly ready: boolean;
      readonly requests: number;
      /** @description Null: no answer */
      readonly lastStatus: number | null;
      /** @description Null: no answer in time */
      readonly lastResponseTimeMs: number | null;
      readonly limitMs: number;
      /** @description From the first request to the last one */
      readonly seconds: number;
    };
    readonly Reason: {
      /** @enum {string} */
      readonly code:
        | 'withinLimits'
        | 'targetDidNotAnswer'
        | 'errorRateBreach'
        | 'p95Breach'
        | 'avgBreach'
        | 'endpointErrorRateBreach'
        | 'endpointP95Breach'
        | 'endpointAvgBreach'
        | 'k6ThresholdBreach'
        | 'failedByScript'
        | 'regression'
        | 'generatorSaturated'
        | 'tooFewRequests'
        | 'noRequests'
        | 'figureMissing'
        | 'requestsNotMeasured'
        | 'thresholdWithoutSamples'
        | 'plannedUsersNotReached'
        | 'plannedIterationsNotReached'
        | 'plannedDurationNotReached'
        | 'plannedLoadUnknown'
        | 'scriptExceptions'
        | 'logMissing'
        | 'checksFailed'
        | 'exitCodeMissing'
        | 'summaryMissing'
        | 'storeGap'
        | 'endpointsNotMeasured'
        | 'instanceMissing'
        | 'scriptError'
        | 'invalidConfiguration'
        | 'aborted'
        | 'stoppedByPerson'
        | 'processKilled'
        | 'deadlineExceeded'
        | 'memoryLimitExceeded'
        | 'unknownExitCode'
        | 'neverReported'
        | 'ownerLost'
        | 'didNotStart'
        | 'missed'
        | 'notJudgeable';
      readonly text: string;
    };
    readonly Regression: {
      /**
       * @description warn: it is told; fail: it makes the run fail
       * @enum {string}
       */
      readonly mode: 'warn' | 'fail';
      /** @description The run that this one is held against */
      readonly baselineRunId: string;
      /** @description Whether a person has pinned the baseline; else it is the last passed run that may be compared */
      readonly isPinned: boolean;
      /** @description Figures that are worse than those of the baseline by more than chance makes; empty: none */
      readonly findings: readonly {
        /** @enum {string} */
        readonly figure: 'p95ResponseTimeMs' | 'avgResponseTimeMs' | 'errorRate';
        /** @description Null: the whole run */
        readonly endpoint: {
          readonly name: string;
          readonly method: string | null;
        } | null;
        /** @description Milliseconds, or a fraction 0–1 */
        readonly base: number;
        readonly run: number;
        /** @description As a fraction of `base`: 0.25 is a quarter more; null where that is 0 */
        readonly change: number | null;
        readonly text: string;
      }[];
      /** @description False: the metric store had no answer, so that endpoints are not compared */
      readonly hasEndpoints: boolean;
      /** @description For people; empty without findings */
      readonly text: string;
    };
    readonly RemediationSwitch: {
      /** @description True: nothing is redeployed, whatever REMEDIATION_MODE is */
      readonly off: boolean;
      /** @description Why it was changed last; null: nobody has ever changed it */
      readonly reason: string | null;
      readonly changedAt: string | null;
      /** @description Who changed it last */
      readonly changedBy: string | null;
    };
    readonly Run: {
      readonly id: string;
      readonly test: string;
      readonly target: string;
      readonly environment: string;
      /** @enum {string} */
      readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
      /** @enum {string} */
      readonly reporter: 'runner' | 'cli' | 'handleSummary' | 'other';
      /** @enum {string} */
      readonly status: 'queued' | 'running' | 'awaitingParts' | 'judging' | 'judged';
      /** @description False: a verdict and nothing more, see countsReason */
      readonly counts: boolean;
      readonly countsReason: string | null;
      /** Format: date-time */
      readonly announcedAt: string;
      readonly startedAt: string | null;
      readonly endedAt: string | null;
      /** @description Seconds, with setup() and teardown() */
      readonly durationSeconds: number | null;
      /** @description Peak of active virtual users */
      readonly virtualUsers: number | null;
      /** @description allocated: the run was too short for k6's gauge of active users, the figure is vus_max */
      readonly virtualUsersSource: ('active' | 'allocated') | null;
      readonly requests: number | null;
      readonly failedRequests: number | null;
      /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
      readonly errorRateSamples: number | null;
      /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
      readonly errorRate: number | null;
      /** @description Milliseconds */
      readonly avgResponseTimeMs: number | null;
      /** @description Milliseconds, over all samples */
      readonly p95ResponseTimeMs: number | null;
      readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
      readonly reasons: readonly components['schemas']['Reason'][];
      readonly thresholds: readonly components['schemas']['Threshold'][];
      readonly diagnosis: components['schemas']['Diagnosis'] | null;
      readonly actionRequired: boolean;
      readonly actionRequiredReason: string | null;
      readonly autoFixApplied: components['schemas']['AutoFixApplied'] | null;
      readonly incidentId: string | null;
      /** @description How often it was judged: a report after its deadline judges it again */
      readonly judgement: number;
      /** @description What it was judged as before a late report changed its verdict */
      readonly correctedFrom: {
        /** @enum {string} */
        readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
        readonly reason: string;
      } | null;
      /** @description How it compares with its baseline; null: there was none */
      readonly regression: components['schemas']['Regression'] | null;
      /** @description How the metric store compares with k6's own count */
      readonly storeCheck: components['schemas']['StoreCheck'] | null;
      readonly runUrl: string | null;
    };
    readonly RunAnnotation: {
      /** @enum {string} */
      readonly severity: 'critical' | 'warning' | 'info';
      /** @description Plain text, one line, at most 500 characters */
      readonly text: string;
      /** Format: date-time */
      readonly from: string;
      /** Format: date-time */
      readonly to: string;
      readonly tags: readonly string[];
    };
    readonly RunDetail: {
      readonly id: string;
      readonly test: string;
      readonly target: string;
      readonly environment: string;
      /** @enum {string} */
      readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
      /** @enum {string} */
      readonly reporter: 'runner' | 'cli' | 'handleSummary' | 'other';
      /** @enum {string} */
      readonly status: 'queued' | 'running' | 'awaitingParts' | 'judging' | 'judged';
      /** @description False: a verdict and nothing more, see countsReason */
      readonly counts: boolean;
      readonly countsReason: string | null;
      /** Format: date-time */
      readonly announcedAt: string;
      readonly startedAt: string | null;
      readonly endedAt: string | null;
      /** @description Seconds, with setup() and teardown() */
      readonly durationSeconds: number | null;
      /** @description Peak of active virtual users */
      readonly virtualUsers: number | null;
      /** @description allocated: the run was too short for k6's gauge of active users, the figure is vus_max */
      readonly virtualUsersSource: ('active' | 'allocated') | null;
      readonly requests: number | null;
      readonly failedRequests: number | null;
      /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
      readonly errorRateSamples: number | null;
      /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
      readonly errorRate: number | null;
      /** @description Milliseconds */
      readonly avgResponseTimeMs: number | null;
      /** @description Milliseconds, over all samples */
      readonly p95ResponseTimeMs: number | null;
      readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
      readonly reasons: readonly components['schemas']['Reason'][];
      readonly thresholds: readonly components['schemas']['Threshold'][];
      readonly diagnosis: components['schemas']['Diagnosis'] | null;
      readonly actionRequired: boolean;
      readonly actionRequiredReason: string | null;
      readonly autoFixApplied: components['schemas']['AutoFixApplied'] | null;
      readonly incidentId: string | null;
      /** @description How often it was judged: a report after its deadline judges it again */
      readonly judgement: number;
      /** @description What it was judged as before a late report changed its verdict */
      readonly correctedFrom: {
        /** @enum {string} */
        readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
        readonly reason: string;
      } | null;
      /** @description How it compares with its baseline; null: there was none */
      readonly regression: components['schemas']['Regression'] | null;
      /** @description How the metric store compares with k6's own count */
      readonly storeCheck: components['schemas']['StoreCheck'] | null;
      readonly runUrl: string | null;
      /** @description Of the load test in the catalogue as it is now */
      readonly labels: {
        readonly [key: string]: string;
      };
      readonly startedBy: string | null;
      /** Format: date-time */
      readonly deadlineAt: string;
      readonly closedAtDeadline: boolean;
      readonly judgedAt: string | null;
      readonly expectedInstances: number;
      readonly scriptHash: string | null;
      readonly loadProfileHash: string | null;
      readonly planned: {
        readonly virtualUsers: number | null;
        readonly iterations: number | null;
        readonly durationSeconds: number | null;
        /** @default null */
        readonly userSeconds: number | null;
        /** @default null */
        readonly earlyUserStops: number | null;
        /** @default null */
        readonly arrivals: number | null;
        /** @description What each scenario offers over time; without it no redeploy is permitted */
        readonly offered?:
          | readonly {
              readonly scenario: string;
              /** @enum {string} */
              readonly unit: 'users' | 'arrivalsPerSecond';
              /** @description Straight lines; null: the plan does not say */
              readonly lines:
                | readonly {
                    readonly fromSeconds: number;
                    readonly toSeconds: number;
                    readonly from: number;
                    readonly to: number;
                  }[]
                | null;
            }[]
          | null;
      } | null;
      readonly k6Version: string | null;
      readonly droppedIterationsShare: number | null;
      /** @description How the load generator did, each figure of the worst instance; null where no reporter has looked */
      readonly generator: components['schemas']['GeneratorFacts'] | null;
      /** @description The k6 that ran before the judged one and is no part of its figures; null: there was none */
      readonly warmUp: components['schemas']['WarmUp'] | null;
      /** @description The deployment that started it; null: something else did */
      readonly deployment: {
        readonly id: string;
        readonly commit: string | null;
        /** @description How the target answered before; null: it was not asked */
        readonly readiness: components['schemas']['Readiness'] | null;
      } | null;
      readonly productionDeployment: {
        readonly id: string;
        readonly createdAt: string | null;
        readonly sha: string | null;
      } | null;
      /** @description The guard that refused a redeploy of it, such as sameFailure; null: none did, or it was not asked */
      readonly redeployGuard: string | null;
      readonly endpoints: readonly {
        readonly requests: number;
        readonly failedRequests: number;
        /** @description As of the run; absent in figures kept before it was counted */
        readonly errorRateSamples?: number;
        /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
        readonly errorRate: number | null;
        /** @description Milliseconds */
        readonly avgResponseTimeMs: number | null;
        /** @description Milliseconds, over all samples */
        readonly p95ResponseTimeMs: number | null;
        readonly name: string;
        readonly method: string;
        /** @enum {string} */
        readonly statusClass: '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'none';
      }[];
      readonly endpointsLeftOut: number;
      readonly statusCodes: readonly {
        readonly code: number;
        readonly requests: number;
      }[];
      readonly errorCodes: readonly {
        readonly code: number;
        readonly requests: number;
      }[];
      readonly instances: readonly {
        readonly instance: string;
        readonly exitCode: number | null;
        readonly signal: string | null;
        /** @description k6's own figures, as it reported them */
        readonly k6Summary: {
          readonly requests: number | null;
          readonly failedRequests: number | null;
          /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
          readonly errorRateSamples: number | null;
          /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
          readonly errorRate: number | null;
          /** @description Milliseconds */
          readonly avgResponseTimeMs: number | null;
          /** @description Milliseconds, over all samples */
          readonly p95ResponseTimeMs: number | null;
          readonly iterations: number | null;
          readonly durationSeconds: number | null;
        } | null;
        readonly logTail: readonly string[];
      }[];
      readonly effects: readonly {
        readonly id: string;
        /** @description slackMessage, slackEdit, vercelRedeploy, grafanaAnnotation, resultPoint */
        readonly kind: string;
        /** @enum {string} */
        readonly state: 'planned' | 'claimed' | 'sent' | 'confirmed' | 'rejected' | 'skipped' | 'unknown';
        readonly attempts: number;
        /** Format: date-time */
        readonly createdAt: string;
        readonly settledAt: string | null;
        readonly code: string | null;
        readonly reason: string | null;
      }[];
      /** @description What the annotation of the run in Grafana says by the records; null: it has none */
      readonly annotation: components['schemas']['RunAnnotation'] | null;
      /** @description Of a run of the sidecar's runner that is not over; the stage alone where another sidecar runs it. Else null */
      readonly progress: components['schemas']['RunProgress'] | null;
      /** @description What people said about the diagnosis, newest first */
      readonly feedback: readonly components['schemas']['Feedback'][];
    };
    readonly RunPartInput:
      | {
          /** @constant */
          readonly part: 'summary';
          /**
           * @description The k6 tag `instance`: which of several k6 processes of the run
           * @default 0
           */
          readonly instance?: string;
          /** @description k6's own summary: handleSummary's data, --summary-export, or the machine-readable one */
          readonly summary: {
            readonly [key: string]: unknown;
          };
        }
      | {
          /** @constant */
          readonly part: 'exitCode';
          /**
           * @description The k6 tag `instance`: which of several k6 processes of the run
           * @default 0
           */
          readonly instance?: string;
          /** @description Null when a signal ended the process. Any whole number: on Windows it may be beyond 255 or negative */
          readonly exitCode: number | null;
          /** @description Text. Cut to 20 characters; anything else is taken as null */
          readonly signal?: unknown;
          /** @description Date and time with its offset, of the years 2000 to 2099; anything else is taken as null */
          readonly startedAt?: unknown;
          /** @description Date and time with its offset, of the years 2000 to 2099; anything else is taken as null */
          readonly endedAt?: unknown;
          /** @default false */
          readonly stoppedByPerson?: boolean;
          /** @default true */
          readonly summaryFollows?: boolean;
          readonly log?: {
            readonly uncaughtExceptions: number;
            readonly failedWrites: number;
            readonly lateFlushes: number;
            readonly lostSamples?: {
              readonly counted: number;
              readonly uncountedBatches: number;
              /** @description List of texts: the first 5, each cut to 300 characters. Anything else is left out */
              readonly causes?: unknown;
            };
            /** @description List of texts: the last 40, each cut to 500 characters. Anything else is left out */
            readonly tail?: unknown;
          } | null;
          /** @description Why the reporter itself ended k6 */
          readonly exceeded?: {
            /** @enum {string} */
            readonly limit: 'deadlineSeconds' | 'memoryMb';
            readonly value: number;
          };
          readonly warmUp?: {
            /** @description Null when a signal ended it */
            readonly exitCode: number | null;
            /** @description Text. Cut to 20 characters; anything else is taken as null */
            readonly signal?: unknown;
            /** @description From its start to its end, setup() and teardown() included */
            readonly durationSeconds: number;
            /**
             * @description Why the reporter ended it
             * @default null
             */
            readonly exceeded?: {
              /** @enum {string} */
              readonly limit: 'deadlineSeconds' | 'memoryMb';
              readonly value: number;
            } | null;
            /** @description List of texts: the last 40, each cut to 500 characters. Anything else is left out */
            readonly logTail?: unknown;
          };
          readonly generator?: components['schemas']['GeneratorFactsInput'];
        };
    readonly RunProgress: {
      /**
       * @description `ending`: its time is over, or k6 was told to end
       * @enum {string}
       */
      readonly stage: 'queued' | 'warmUp' | 'running' | 'ending';
      /** @description Since the start of k6, of its warm-up during that; null: not started */
      readonly elapsedSeconds: number | null;
      /** @description What k6 has planned for it; null: not known */
      readonly plannedSeconds: number | null;
      /** @description Active in the last seconds */
      readonly virtualUsers: number | null;
      /** @description Completed so far */
      readonly iterations: number | null;
      /** @description Made so far */
      readonly requests: number | null;
      /** @description Of the last 30 s */
      readonly p95ResponseTimeMs: number | null;
      /** @description Of the run so far, a fraction 0–1 */
      readonly errorRate: number | null;
      /**
       * Format: date-time
       * @description When it stood so
       */
      readonly at: string;
    };
    readonly RunSeries: {
      /** @description A whole number of seconds, at least 1 */
      readonly stepSeconds: number;
      /** @description Oldest first, without gaps */
      readonly points: readonly {
        /** @description Peak of active virtual users */
        readonly virtualUsers: number | null;
        /** @description Milliseconds */
        readonly avgResponseTimeMs: number | null;
        /** @description Milliseconds, over all samples */
        readonly p95ResponseTimeMs: number | null;
        /**
         * Format: date-time
         * @description Start of the step
         */
        readonly at: string;
        readonly requestsPerSecond: number;
        readonly failedRequestsPerSecond: number;
      }[];
    };
    readonly RunSummary: {
      readonly runId: string;
      readonly instances: readonly {
        readonly instance: string;
        /** @description k6's own summary as the instance sent it; secrets were taken out before it was stored */
        readonly summary: {
          readonly [key: string]: unknown;
        };
      }[];
    };
    readonly RunVerdict: {
      readonly runId: string;
      readonly test: string;
      /** @description Null: not judged yet, or there is no run */
      readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
      /** @description Null: it is not queued, see deployment */
      readonly status: ('queued' | 'running' | 'awaitingParts' | 'judging' | 'judged') | null;
      readonly reasons: readonly components['schemas']['Reason'][];
      /** @description False: a verdict and nothing more, see countsReason */
      readonly counts: boolean;
      readonly countsReason: string | null;
      readonly runUrl: string | null;
      /** @description Of a run that is not queued yet (`waiting`), or never will be (`dropped`) */
      readonly deployment: {
        readonly id: string;
        /** @enum {string} */
        readonly state: 'waiting' | 'dropped';
        /** @description What it waits for, or why there is no run */
        readonly reason: string | null;
      } | null;
    };
    readonly Status: {
      /** @description Version of the sidecar */
      readonly version: string;
      /** @constant */
      readonly apiVersion: 'v1';
      /** @enum {string} */
      readonly records: 'embedded' | 'postgres';
      readonly metricStore: {
        /** @enum {string} */
        readonly kind: 'embedded' | 'influxdb';
        readonly reachable: boolean;
        /** @description Why it is not reachable; null while it is */
        readonly reason: string | null;
        /** @description What will go wrong if nobody does something, and what; null where nothing */
        readonly warning: string | null;
      };
      readonly integrations: {
        readonly model: components['schemas']['Integration'];
        readonly slack: components['schemas']['Integration'];
        readonly vercel: components['schemas']['Integration'];
        readonly annotations: components['schemas']['Integration'];
      };
      /** @enum {string} */
      readonly remediationMode: 'auto' | 'approve' | 'dry-run' | 'off';
      /**
       * @description Who tells about runs now
       * @enum {string}
       */
      readonly runAlerts: 'sidecar' | 'grafana';
      /** @description Why the sidecar tells although RUN_ALERTS is grafana; null where it is as configured */
      readonly runAlertsReason: string | null;
      /** @description Runs that this sidecar's own runner holds; another sidecar has its own */
      readonly runner: {
        readonly running: number;
        readonly queued: number;
      };
    };
    readonly StoreCheck:
      | {
          /** @constant */
          readonly kind: 'compared';
          readonly summaryRequests: number;
          readonly storeRequests: number;
          /** @description Lost on the way (see `lost`), or equal points: two of one series within a nanosecond are one in InfluxDB. Below 0: the store has more, which another k6 wrote under the id of this run */
          readonly missingRequests: number;
          readonly missingShare: number | null;
          /** @description What did not reach the metric store, by k6's log; null where no reporter has read it */
          readonly lost: {
            /** @description Batches that k6 gave up, in whole or in part */
            readonly batches: number;
            /** @description How many samples were in them; null where k6's log tells it of none */
            readonly samples: number | null;
            /** @description Batches whose samples nobody counted: `samples` is a lower bound */
            readonly uncountedBatches: number;
            /** @description Nothing is lost by these; the store was slower than k6 */
            readonly lateFlushes: number;
            readonly causes: readonly string[];
          } | null;
        }
      | {
          /** @constant */
          readonly kind: 'storeOnly';
          readonly storeRequests: number;
          /** @description What did not reach the metric store, by k6's log; null where no reporter has read it */
          readonly lost: {
            /** @description Batches that k6 gave up, in whole or in part */
            readonly batches: number;
            /** @description How many samples were in them; null where k6's log tells it of none */
            readonly samples: number | null;
            /** @description Batches whose samples nobody counted: `samples` is a lower bound */
            readonly uncountedBatches: number;
            /** @description Nothing is lost by these; the store was slower than k6 */
            readonly lateFlushes: number;
            readonly causes: readonly string[];
          } | null;
        }
      | {
          /** @constant */
          readonly kind: 'pending';
          /** @description What did not reach the metric store, by k6's log; null where no reporter has read it */
          readonly lost: {
            /** @description Batches that k6 gave up, in whole or in part */
            readonly batches: number;
            /** @description How many samples were in them; null where k6's log tells it of none */
            readonly samples: number | null;
            /** @description Batches whose samples nobody counted: `samples` is a lower bound */
            readonly uncountedBatches: number;
            /** @description Nothing is lost by these; the store was slower than k6 */
            readonly lateFlushes: number;
            readonly causes: readonly string[];
          } | null;
        }
      | {
          /** @constant */
          readonly kind: 'unavailable';
          readonly reason: string;
          /** @description What did not reach the metric store, by k6's log; null where no reporter has read it */
          readonly lost: {
            /** @description Batches that k6 gave up, in whole or in part */
            readonly batches: number;
            /** @description How many samples were in them; null where k6's log tells it of none */
            readonly samples: number | null;
            /** @description Batches whose samples nobody counted: `samples` is a lower bound */
            readonly uncountedBatches: number;
            /** @description Nothing is lost by these; the store was slower than k6 */
            readonly lateFlushes: number;
            readonly causes: readonly string[];
          } | null;
        };
    readonly Threshold: {
      /** @enum {string} */
      readonly source: 'catalogue' | 'k6';
      readonly metric: string;
      /** @description Of a catalogue's limit on one endpoint: k6's `name` tag, and its `method` or null for all */
      readonly endpoint?: {
        readonly name: string;
        readonly method: string | null;
      };
      readonly expression: string;
      readonly ok: boolean | null;
      /** @enum {string} */
      readonly samples?: 'some' | 'none' | 'unknown';
      readonly limit: number | null;
      readonly value: number | null;
      readonly unit: ('ms' | 'fraction') | null;
      readonly margin: number | null;
      readonly marginRatio: number | null;
    };
    readonly Trend: {
      readonly test: string;
      readonly environment: string;
      /** @description What the newest run is held against: the pinned run or, where none is pinned that may be compared with it, the last passed run before it that may; null: there is none */
      readonly baseline: {
        readonly requests: number | null;
        readonly failedRequests: number | null;
        /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
        readonly errorRateSamples: number | null;
        /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
        readonly errorRate: number | null;
        /** @description Milliseconds */
        readonly avgResponseTimeMs: number | null;
        /** @description Milliseconds, over all samples */
        readonly p95ResponseTimeMs: number | null;
        readonly runId: string;
        readonly endedAt: string | null;
        readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
        /** @enum {string} */
        readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
        /** @description What was in production of its Vercel project during the run; null: not known */
        readonly deployment: {
          readonly id: string;
          readonly createdAt: string | null;
          readonly sha: string | null;
        } | null;
        /** @description Same script, load, environment and major of k6 as the newest run, and no verification of a redeploy */
        readonly isComparable: boolean;
        /** @description Why it was worse than its baseline when it was judged; null: it was not, or there was none */
        readonly regression: {
          readonly baselineRunId: string;
          readonly text: string;
        } | null;
        /** @description A person has pinned it */
        readonly isPinned: boolean;
      } | null;
      /** @description The run that a person has pinned; null: none */
      readonly pinned: {
        readonly runId: string;
        readonly pinnedBy: string;
        /** Format: date-time */
        readonly pinnedAt: string;
        /** @description Why the newest run is not held against it; empty: it is */
        readonly unlike: readonly string[];
      } | null;
      /** @description Runs that count, oldest first */
      readonly runs: readonly {
        readonly requests: number | null;
        readonly failedRequests: number | null;
        /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
        readonly errorRateSamples: number | null;
        /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
        readonly errorRate: number | null;
        /** @description Milliseconds */
        readonly avgResponseTimeMs: number | null;
        /** @description Milliseconds, over all samples */
        readonly p95ResponseTimeMs: number | null;
        readonly runId: string;
        readonly endedAt: string | null;
        readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
        /** @enum {string} */
        readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
        /** @description What was in production of its Vercel project during the run; null: not known */
        readonly deployment: {
          readonly id: string;
          readonly createdAt: string | null;
          readonly sha: string | null;
        } | null;
        /** @description Same script, load, environment and major of k6 as the newest run, and no verification of a redeploy */
        readonly isComparable: boolean;
        /** @description Why it was worse than its baseline when it was judged; null: it was not, or there was none */
        readonly regression: {
          readonly baselineRunId: string;
          readonly text: string;
        } | null;
      }[];
      /** @description What the p95 of the comparable runs that passed or failed says */
      readonly finding: {
        /**
         * @description spike: the newest run alone; step: another level since a run; drift: a little with each run
         * @enum {string}
         */
        readonly kind: 'tooFewRuns' | 'steady' | 'spike' | 'step' | 'drift';
        /** @description The same for people */
        readonly text: string;
        /** @description The run that began it; null where none did */
        readonly sinceRunId: string | null;
        /** @description Of the p95, as a fraction: 0.25 is a quarter slower */
        readonly change: number | null;
        /** @description The deployment that moved it: in production during that run, and another one than in the run before */
        readonly deployment: {
          readonly id: string;
          readonly createdAt: string | null;
          readonly sha: string | null;
        } | null;
      };
      /** @description Said where several of the last runs failed */
      readonly deeperIssue: string | null;
    };
    readonly WarmUp: {
      /** @description Null when a signal ended it */
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly durationSeconds: number;
      /** @description The limit for which it was ended; null: none */
      readonly exceeded: {
        /** @enum {string} */
        readonly limit: 'deadlineSeconds' | 'memoryMb';
        readonly value: number;
      } | null;
      readonly logTail: readonly string[];
    };
  };
  responses: {
    /** @description Any other failure; the body says what went wrong */
    readonly Problem: {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly getMetrics: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Prometheus' text format */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/plain': string;
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getLiveness: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @enum {string} */
            readonly status: 'live';
          };
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getReadiness: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It can: ready, or degraded */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @enum {string} */
            readonly status: 'ready' | 'degraded' | 'unavailable' | 'closing';
            readonly checks: readonly {
              readonly name: string;
              /** @enum {string} */
              readonly status: 'up' | 'down' | 'timeout';
              readonly required: boolean;
            }[];
            /** @description Parts that are not set up, and so do nothing; the log says at the start what that means */
            readonly notConfigured: readonly string[];
          };
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It cannot: something required is missing, or it is shutting down */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @enum {string} */
            readonly status: 'ready' | 'degraded' | 'unavailable' | 'closing';
            readonly checks: readonly {
              readonly name: string;
              /** @enum {string} */
              readonly status: 'up' | 'down' | 'timeout';
              readonly required: boolean;
            }[];
            /** @description Parts that are not set up, and so do nothing; the log says at the start what that means */
            readonly notConfigured: readonly string[];
          };
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listRuns: {
    readonly parameters: {
      readonly query?: {
        /** @description Names of load tests, comma separated */
        readonly test?: readonly string[];
        /** @description Verdicts, comma separated */
        readonly verdict?: readonly ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed')[];
        /** @description Where the run is on its way, comma separated */
        readonly status?: readonly ('queued' | 'running' | 'awaitingParts' | 'judging' | 'judged')[];
        /** @description What started the run, comma separated */
        readonly trigger?: readonly ('schedule' | 'deployment' | 'manual' | 'external' | 'verification')[];
        /** @description Environment of the target */
        readonly environment?: string;
        /** @description True: only runs that touch incidents and banner; false: only the others */
        readonly counts?: 'true' | 'false';
        /** @description Whether the run needs a person */
        readonly actionRequired?: 'true' | 'false';
        /** @description Announced at or after */
        readonly from?: string & (unknown & unknown);
        /** @description Announced before */
        readonly to?: string & (unknown & unknown);
        /** @description Runs per page */
        readonly limit?: number;
        /** @description nextCursor of the page before */
        readonly cursor?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One page of runs */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly runs: readonly components['schemas']['Run'][];
            /** @description Null on the last page */
            readonly nextCursor: string | null;
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly announceRun: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['AnnouncementInput'];
      };
    };
    readonly responses: {
      /** @description Announced before with the same content: the run as it is now */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly id: string;
            readonly test: string;
            readonly target: string;
            readonly environment: string;
            /** @enum {string} */
            readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
            /** @enum {string} */
            readonly reporter: 'runner' | 'cli' | 'handleSummary' | 'other';
            /** @enum {string} */
            readonly status: 'queued' | 'running' | 'awaitingParts' | 'judging' | 'judged';
            /** @description False: a verdict and nothing more, see countsReason */
            readonly counts: boolean;
            readonly countsReason: string | null;
            /** Format: date-time */
            readonly announcedAt: string;
            readonly startedAt: string | null;
            readonly endedAt: string | null;
            /** @description Seconds, with setup() and teardown() */
            readonly durationSeconds: number | null;
            /** @description Peak of active virtual users */
            readonly virtualUsers: number | null;
            /** @description allocated: the run was too short for k6's gauge of active users, the figure is vus_max */
            readonly virtualUsersSource: ('active' | 'allocated') | null;
            readonly requests: number | null;
            readonly failedRequests: number | null;
            /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
            readonly errorRateSamples: number | null;
            /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
            readonly errorRate: number | null;
            /** @description Milliseconds */
            readonly avgResponseTimeMs: number | null;
            /** @description Milliseconds, over all samples */
            readonly p95ResponseTimeMs: number | null;
            readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
            readonly reasons: readonly components['schemas']['Reason'][];
            readonly thresholds: readonly components['schemas']['Threshold'][];
            readonly diagnosis: components['schemas']['Diagnosis'] | null;
            readonly actionRequired: boolean;
            readonly actionRequiredReason: string | null;
            readonly autoFixApplied: components['schemas']['AutoFixApplied'] | null;
            readonly incidentId: string | null;
            /** @description How often it was judged: a report after its deadline judges it again */
            readonly judgement: number;
            /** @description What it was judged as before a late report changed its verdict */
            readonly correctedFrom: {
              /** @enum {string} */
              readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
              readonly reason: string;
            } | null;
            /** @description How it compares with its baseline; null: there was none */
            readonly regression: components['schemas']['Regression'] | null;
            /** @description How the metric store compares with k6's own count */
            readonly storeCheck: components['schemas']['StoreCheck'] | null;
            readonly runUrl: string | null;
            /** @description Variables that the catalogue's entry sets: the same announcement again may say what the script sees */
            readonly comparedVariables: readonly string[];
          };
        };
      };
      /** @description The new run */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly id: string;
            readonly test: string;
            readonly target: string;
            readonly environment: string;
            /** @enum {string} */
            readonly trigger: 'schedule' | 'deployment' | 'manual' | 'external' | 'verification';
            /** @enum {string} */
            readonly reporter: 'runner' | 'cli' | 'handleSummary' | 'other';
            /** @enum {string} */
            readonly status: 'queued' | 'running' | 'awaitingParts' | 'judging' | 'judged';
            /** @description False: a verdict and nothing more, see countsReason */
            readonly counts: boolean;
            readonly countsReason: string | null;
            /** Format: date-time */
            readonly announcedAt: string;
            readonly startedAt: string | null;
            readonly endedAt: string | null;
            /** @description Seconds, with setup() and teardown() */
            readonly durationSeconds: number | null;
            /** @description Peak of active virtual users */
            readonly virtualUsers: number | null;
            /** @description allocated: the run was too short for k6's gauge of active users, the figure is vus_max */
            readonly virtualUsersSource: ('active' | 'allocated') | null;
            readonly requests: number | null;
            readonly failedRequests: number | null;
            /** @description Requests that k6 judged as failed or not, which the error rate is over; null in runs before 0.2 */
            readonly errorRateSamples: number | null;
            /** @description Fraction 0–1: failedRequests / errorRateSamples; null without any */
            readonly errorRate: number | null;
            /** @description Milliseconds */
            readonly avgResponseTimeMs: number | null;
            /** @description Milliseconds, over all samples */
            readonly p95ResponseTimeMs: number | null;
            readonly verdict: ('passed' | 'failed' | 'inconclusive' | 'errored' | 'missed') | null;
            readonly reasons: readonly components['schemas']['Reason'][];
            readonly thresholds: readonly components['schemas']['Threshold'][];
            readonly diagnosis: components['schemas']['Diagnosis'] | null;
            readonly actionRequired: boolean;
            readonly actionRequiredReason: string | null;
            readonly autoFixApplied: components['schemas']['AutoFixApplied'] | null;
            readonly incidentId: string | null;
            /** @description How often it was judged: a report after its deadline judges it again */
            readonly judgement: number;
            /** @description What it was judged as before a late report changed its verdict */
            readonly correctedFrom: {
              /** @enum {string} */
              readonly verdict: 'passed' | 'failed' | 'inconclusive' | 'errored' | 'missed';
              readonly reason: string;
            } | null;
            /** @description How it compares with its baseline; null: there was none */
            readonly regression: components['schemas']['Regression'] | null;
            /** @description How the metric store compares with k6's own count */
            readonly storeCheck: components['schemas']['StoreCheck'] | null;
            readonly runUrl: string | null;
            /** @description Variables that the catalogue's entry sets: the same announcement again may say what the script sees */
            readonly comparedVariables: readonly string[];
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A run with this id was announced with other content */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly completeRun: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['RunPartInput'];
      };
    };
    readonly responses: {
      /** @description The part is stored */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly runId: string;
            /** @description The k6 tag `instance`: which of several k6 processes of the run */
            readonly instance: string;
            /** @enum {string} */
            readonly part: 'summary' | 'exitCode';
            /** @enum {string} */
            readonly state: 'recorded' | 'duplicate';
            /** @description Parts that are still to come; empty: the run is judged now */
            readonly waitingFor: readonly string[];
            /** @description False: a verdict and nothing more, see countsReason */
            readonly counts: boolean;
            readonly countsReason: string | null;
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run was never announced */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Stored before with other content, more instances than announced, judged with all its parts, or the runner's own run */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 4 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRun: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The run */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunDetail'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRunSeries: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Steps of equal length, oldest first */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunSeries'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRunEvidence: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The facts; the evidenceIds of the diagnosis name some of them */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly facts: readonly components['schemas']['EvidenceFact'][];
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run, or it was not diagnosed */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRunSummary: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One summary per instance that has sent one */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunSummary'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run, or no instance has sent a summary */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRunVerdict: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The run has passed */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunVerdict'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is judged and has not passed, or its deployment starts none */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunVerdict'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is not judged, or not queued yet: try again after Retry-After seconds */
      readonly 425: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunVerdict'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly compareRuns: {
    readonly parameters: {
      readonly query: {
        /** @description Id of the run that the other one is held against */
        readonly base: string;
        /** @description Id of the run */
        readonly run: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The comparison */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Comparison'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly exportFeedbackCases: {
    readonly parameters: {
      readonly query?: {
        /** @description How many, the ones spoken of last */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The run spoken of last first */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly cases: readonly components['schemas']['DiagnosisCase'][];
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly stopRun: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description k6 is told to stop, by whichever sidecar runs it; the run is judged when it has ended */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly runId: string;
            /** @enum {string} */
            readonly status: 'stopping';
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is not running, or was started elsewhere */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly giveFeedback: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the run: the k6 tag `testid` */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly correct: boolean;
          /** @description What it was in truth */
          readonly actualCause?: string | null;
        };
      };
    };
    readonly responses: {
      /** @description What is stored */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Feedback'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run has no diagnosis */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getStatus: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The parts of this sidecar, and whether they are there */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Status'];
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly testSlack: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Slack has the message */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @enum {boolean} */
            readonly delivered: true;
            /** @description Where the message is, in words */
            readonly detail: string;
          };
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Slack is not configured */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Slack has refused the message, or has not answered; `detail` says why and what would be right */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly rebuildAnnotations: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Only runs announced at or after; annotations without a run are removed however old they are */
          readonly since?: string & (unknown & unknown);
        };
      };
    };
    readonly responses: {
      /** @description What is planned */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['AnnotationRebuild'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Grafana is not configured */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Grafana has refused to list its annotations, or has not answered; `detail` says why */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listLoadTests: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Every load test of the catalogue */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly tests: readonly components['schemas']['LoadTest'][];
          };
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getLoadTestIdentity: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Name of the load test */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Target, environment and script of the load test */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['LoadTestIdentity'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getTrend: {
    readonly parameters: {
      readonly query?: {
        /** @description Newest runs at most */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path: {
        /** @description Name of the load test */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The trend */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Trend'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly pinBaseline: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Name of the load test */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Null: none is pinned any more */
          readonly runId: string | null;
        };
      };
    };
    readonly responses: {
      /** @description What is stored */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Baseline'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test, or there is no such run */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is none that others may be held against */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly runLoadTest: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Name of the load test */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The run is queued; its id */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly id: string;
            /** @enum {string} */
            readonly status: 'queued' | 'running' | 'awaitingParts' | 'judging' | 'judged';
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The triggers of the load test lack `manual` */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly askGateByFlagger: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['FlaggerWebhookInput'];
      };
    };
    readonly responses: {
      /** @description The run has passed, and counts */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RunVerdict'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is judged and has not passed, or does not count; or the triggers of the load test lack `manual` */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is not judged yet: ask again, the same run answers */
      readonly 425: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly askGateByArgoRollouts: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['ArgoGateInput'];
      };
    };
    readonly responses: {
      /** @description The run is judged */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['GateOutcome'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The triggers of the load test lack `manual` */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The run is not judged yet: ask again, the same run answers */
      readonly 425: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly takeVercelEvent: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Those that start load tests: deployment.succeeded, .ready and .promoted */
          readonly type: string;
          /** @description Unix time in ms */
          readonly createdAt: number;
          readonly payload: {
            readonly [key: string]: unknown;
          };
        };
      };
    };
    readonly responses: {
      /** @description It starts nothing, and why */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DeploymentTaken'];
        };
      };
      /** @description What it has started, or will start once it serves; the same again for every repetition */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DeploymentTaken'];
        };
      };
      /** @description The signature is right, and the body is no event that can be read */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The signature is wrong, or too old */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar has no secret for this webhook */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 0.25 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly takeDeploymentEvent: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['DeploymentEventInput'];
      };
    };
    readonly responses: {
      /** @description It starts nothing, and why */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DeploymentTaken'];
        };
      };
      /** @description What it has started, or will start once it serves; the same again for every repetition */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['DeploymentTaken'];
        };
      };
      /** @description The signature is right, and the body is no event that can be read */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The signature is wrong, or too old */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar has no secret for this webhook */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 0.25 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly listIncidents: {
    readonly parameters: {
      readonly query?: {
        /** @description True: only open ones; false: only resolved or closed ones */
        readonly open?: 'true' | 'false';
        /** @description Name of the load test */
        readonly test?: string;
        /** @description Incidents at most */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Incidents with their timelines */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly incidents: readonly components['schemas']['Incident'][];
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getIncident: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the incident */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The incident */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such incident */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly acknowledgeIncident: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the incident */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description For the timeline */
          readonly comment?: string;
        };
      };
    };
    readonly responses: {
      /** @description The incident, acknowledged */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such incident */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The incident is resolved or closed */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly approveRedeploy: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the incident */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': Record<string, never>;
      };
    };
    readonly responses: {
      /** @description The incident; its redeploy is planned */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such incident */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The incident has ended, or a guard refuses; `detail` says which one */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly rejectRedeploy: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the incident */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Why, for the timeline */
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description The incident, which is not redeployed */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such incident */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The incident has ended, or has had its redeploy */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly closeIncident: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Id of the incident */
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Why, for the timeline */
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description The incident, closed */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Incident'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such incident */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The incident has ended, or is still being diagnosed or remediated */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getRemediationSwitch: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The switch as it is now */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RemediationSwitch'];
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly setRemediationSwitch: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          readonly off: boolean;
          /** @description Why, for everybody who looks at it */
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description The switch as it is from now on */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['RemediationSwitch'];
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly resetBreaker: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        /** @description Name of the load test */
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': {
          /** @description Why, for the audit trail */
          readonly reason: string;
        };
      };
    };
    readonly responses: {
      /** @description What is stored */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly test: string;
            /** Format: date-time */
            readonly resetAt: string;
            readonly resetBy: string;
            readonly reason: string;
          };
        };
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope operate */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The catalogue has no such load test */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is larger than 1 MiB */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description A part of the path is longer than 200 characters */
      readonly 414: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The body is not JSON */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly streamEvents: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Events until either side closes the connection */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'text/event-stream': string;
        };
      };
      /** @description This is not a valid HTTP request */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope read */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many clients listen, or the sidecar is shutting down */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getBanner: {
    readonly parameters: {
      readonly query?: {
        /** @description Only what is of this environment, such as production; without it, of all of them */
        readonly environment?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The state, with its ETag */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Banner'];
        };
      };
      /** @description Nothing has changed since the answer with the ETag of If-None-Match */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope banner */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly getBannerResults: {
    readonly parameters: {
      readonly query?: {
        /** @description Only what is of this environment, such as production; without it, of all of them */
        readonly environment?: string;
        /** @description Results at most */
        readonly limit?: number;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Judged runs that count, newest first */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly results: readonly components['schemas']['BannerResult'][];
          };
        };
      };
      /** @description Nothing has changed since the answer with the ETag of If-None-Match */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The request does not fit its description; `errors` says where */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          /** @description How to send a key */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The key does not hold the scope banner */
      readonly 403: {
        headers: {
          /** @description The scope that the key needs */
          readonly 'WWW-Authenticate'?: string;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          /** @description Seconds to wait */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down, or a part that it needs does not answer */
      readonly 503: {
        headers: {
          /** @description Seconds to wait, where that can be said */
          readonly 'Retry-After'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      readonly default: components['responses']['Problem'];
    };
  };
  readonly writeInflux1: {
    readonly parameters: {
      readonly query?: {
        /** @description Accepted and without meaning: there is one store */
        readonly db?: string;
        /** @description Accepted and without meaning: there is one store */
        readonly rp?: string;
        /** @description Accepted and without meaning: there is one store */
        readonly consistency?: string;
        /** @description Unit of the timestamps; n and empty are ns, u is us */
        readonly precision?: '' | 'n' | 'ns' | 'u' | 'us' | 'ms' | 's';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** @description Line protocol of at most 25 MB, plain or with Content-Encoding: gzip */
    readonly requestBody?: {
      readonly content: {
        readonly 'text/plain': string;
      };
    };
    readonly responses: {
      /** @description Every line is stored */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Lines that cannot be read (the others are stored), an unknown precision or an unknown encoding */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description More than 25 MB, packed or unpacked */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description Too many requests without a right key: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down: try again after Retry-After seconds */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The samples could not be stored */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
    };
  };
  readonly writeInflux2: {
    readonly parameters: {
      readonly query?: {
        /** @description Accepted and without meaning: there is one store */
        readonly org?: string;
        /** @description Accepted and without meaning: there is one store */
        readonly bucket?: string;
        /** @description Unit of the timestamps; n and empty are ns, u is us */
        readonly precision?: '' | 'n' | 'ns' | 'u' | 'us' | 'ms' | 's';
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** @description Line protocol of at most 25 MB, plain or with Content-Encoding: gzip */
    readonly requestBody?: {
      readonly content: {
        readonly 'text/plain': string;
      };
    };
    readonly responses: {
      /** @description Every line is stored */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Lines that cannot be read (the others are stored), an unknown precision or an unknown encoding */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description More than 25 MB, packed or unpacked */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
      /** @description Too many requests without a right key: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down: try again after Retry-After seconds */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
      /** @description The samples could not be stored */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @description Kind of the error: invalid, unauthorized, forbidden, request too large … */
            readonly code: string;
            readonly message: string;
            /** @description Number of the first line that was refused */
            readonly line?: number;
          };
        };
      };
    };
  };
  readonly queryInflux1: {
    readonly parameters: {
      readonly query: {
        /** @description CREATE DATABASE <name> */
        readonly q: string;
        /** @description Accepted and without meaning: there is one store */
        readonly db?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Done: there is nothing to create */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly results: readonly {
              readonly statement_id: number;
            }[];
          };
        };
      };
      /** @description No q, or another statement than CREATE DATABASE */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests without a right key: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down: try again after Retry-After seconds */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The samples could not be stored */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
    };
  };
  readonly postQueryInflux1: {
    readonly parameters: {
      readonly query?: {
        /** @description CREATE DATABASE <name> */
        readonly q?: string;
        /** @description Accepted and without meaning: there is one store */
        readonly db?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        readonly 'application/x-www-form-urlencoded': {
          readonly q?: string;
        };
      };
    };
    readonly responses: {
      /** @description Done: there is nothing to create */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly results: readonly {
              readonly statement_id: number;
            }[];
          };
        };
      };
      /** @description No q, or another statement than CREATE DATABASE */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description No API key, or one that is not known */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The key does not hold the scope ingest */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The request took too long to arrive: 10 s for its headers, 30 s in all */
      readonly 408: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description More than 25 MB, packed or unpacked */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description Too many requests without a right key: try again after Retry-After seconds */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description Request line and headers are larger than 16 KiB */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The sidecar is shutting down: try again after Retry-After seconds */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
      /** @description The samples could not be stored */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly error: string;
          };
        };
      };
    };
  };
}

/** Where each operation is asked. */
export const routes = {
  getMetrics: { method: 'GET', path: '/metrics' },
  getLiveness: { method: 'GET', path: '/health/live' },
  getReadiness: { method: 'GET', path: '/health/ready' },
  announceRun: { method: 'POST', path: '/api/v1/runs' },
  listRuns: { method: 'GET', path: '/api/v1/runs' },
  completeRun: { method: 'POST', path: '/api/v1/runs/{id}/complete' },
  getRun: { method: 'GET', path: '/api/v1/runs/{id}' },
  getRunSeries: { method: 'GET', path: '/api/v1/runs/{id}/series' },
  getRunEvidence: { method: 'GET', path: '/api/v1/runs/{id}/evidence' },
  getRunSummary: { method: 'GET', path: '/api/v1/runs/{id}/summary' },
  getRunVerdict: { method: 'GET', path: '/api/v1/runs/{id}/verdict' },
  compareRuns: { method: 'GET', path: '/api/v1/runs/compare' },
  exportFeedbackCases: { method: 'GET', path: '/api/v1/feedback/cases' },
  stopRun: { method: 'POST', path: '/api/v1/runs/{id}/stop' },
  giveFeedback: { method: 'POST', path: '/api/v1/runs/{id}/feedback' },
  getStatus: { method: 'GET', path: '/api/v1/status' },
  testSlack: { method: 'POST', path: '/api/v1/slack/test' },
  rebuildAnnotations: { method: 'POST', path: '/api/v1/annotations/rebuild' },
  listLoadTests: { method: 'GET', path: '/api/v1/tests' },
  getLoadTestIdentity: { method: 'GET', path: '/api/v1/tests/{name}/identity' },
  getTrend: { method: 'GET', path: '/api/v1/tests/{name}/trend' },
  pinBaseline: { method: 'PUT', path: '/api/v1/tests/{name}/baseline' },
  runLoadTest: { method: 'POST', path: '/api/v1/tests/{name}/runs' },
  askGateByFlagger: { method: 'POST', path: '/api/v1/gates/flagger' },
  askGateByArgoRollouts: { method: 'POST', path: '/api/v1/gates/argo-rollouts' },
  takeVercelEvent: { method: 'POST', path: '/webhooks/vercel' },
  takeDeploymentEvent: { method: 'POST', path: '/webhooks/deployments' },
  listIncidents: { method: 'GET', path: '/api/v1/incidents' },
  getIncident: { method: 'GET', path: '/api/v1/incidents/{id}' },
  acknowledgeIncident: { method: 'POST', path: '/api/v1/incidents/{id}/acknowledge' },
  approveRedeploy: { method: 'POST', path: '/api/v1/incidents/{id}/approve' },
  rejectRedeploy: { method: 'POST', path: '/api/v1/incidents/{id}/reject' },
  closeIncident: { method: 'POST', path: '/api/v1/incidents/{id}/close' },
  getRemediationSwitch: { method: 'GET', path: '/api/v1/remediation/switch' },
  setRemediationSwitch: { method: 'PUT', path: '/api/v1/remediation/switch' },
  resetBreaker: { method: 'POST', path: '/api/v1/tests/{name}/breaker/reset' },
  streamEvents: { method: 'GET', path: '/api/v1/events' },
  getBanner: { method: 'GET', path: '/api/v1/banner' },
  getBannerResults: { method: 'GET', path: '/api/v1/banner/results' },
  writeInflux1: { method: 'POST', path: '/write' },
  writeInflux2: { method: 'POST', path: '/api/v2/write' },
  queryInflux1: { method: 'GET', path: '/query' },
  postQueryInflux1: { method: 'POST', path: '/query' },
} as const;
