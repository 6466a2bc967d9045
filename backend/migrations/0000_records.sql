CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"grafana" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"run_id" text NOT NULL,
	"incident_id" text,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"may_have_arrived" boolean DEFAULT false NOT NULL,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	"result" jsonb,
	"code" text,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "incident_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"run_id" text,
	"actor" text
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"test" text NOT NULL,
	"environment" text NOT NULL,
	"state" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"opened_by_run_id" text NOT NULL,
	"last_run_id" text NOT NULL,
	"last_failure_ended_at" timestamp (3) with time zone NOT NULL,
	"action_required_since" timestamp (3) with time zone,
	"action_required_reason" text,
	"redeploy_effect_id" text,
	"redeployed_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by_run_id" text
);
--> statement-breakpoint
CREATE TABLE "run_details" (
	"run_id" text PRIMARY KEY NOT NULL,
	"endpoints" jsonb,
	"endpoints_left_out" integer,
	"status_codes" jsonb,
	"error_codes" jsonb,
	"series" jsonb,
	"evidence" jsonb,
	"features" jsonb
);
--> statement-breakpoint
CREATE TABLE "run_parts" (
	"run_id" text NOT NULL,
	"instance" text NOT NULL,
	"part" text NOT NULL,
	"content_hash" text NOT NULL,
	"content" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "run_parts_run_id_instance_part_pk" PRIMARY KEY("run_id","instance","part")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" text PRIMARY KEY NOT NULL,
	"test" text NOT NULL,
	"target" text NOT NULL,
	"environment" text NOT NULL,
	"trigger" text NOT NULL,
	"reporter" text NOT NULL,
	"status" text NOT NULL,
	"announcement_hash" text NOT NULL,
	"expected_instances" integer NOT NULL,
	"script_hash" text,
	"load_profile_hash" text,
	"planned" jsonb,
	"k6_version" text,
	"counts" boolean NOT NULL,
	"counts_reason" text,
	"limits" jsonb NOT NULL,
	"remediation" jsonb,
	"production_deployment" jsonb,
	"started_by" text,
	"announced_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"deadline_at" timestamp (3) with time zone NOT NULL,
	"closed_at_deadline" boolean DEFAULT false NOT NULL,
	"did_not_start" text,
	"judge_after" timestamp (3) with time zone,
	"judge_attempts" integer DEFAULT 0 NOT NULL,
	"judge_failures" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"judged_at" timestamp (3) with time zone,
	"verdict" text,
	"reasons" jsonb,
	"thresholds" jsonb,
	"duration_seconds" double precision,
	"virtual_users" integer,
	"virtual_users_source" text,
	"requests" integer,
	"failed_requests" integer,
	"error_rate" double precision,
	"avg_response_time_ms" double precision,
	"p95_response_time_ms" double precision,
	"dropped_iterations_share" double precision,
	"store_check" jsonb,
	"diagnosis_state" text DEFAULT 'notNeeded' NOT NULL,
	"diagnosis" jsonb,
	"action_required" boolean DEFAULT false NOT NULL,
	"action_required_reason" text,
	"auto_fix_applied" jsonb,
	"incident_id" text
);
--> statement-breakpoint
ALTER TABLE "incident_events" ADD CONSTRAINT "incident_events_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_details" ADD CONSTRAINT "run_details_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_parts" ADD CONSTRAINT "run_parts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "effects_due" ON "effects" USING btree ("next_attempt_at") WHERE state IN ('planned', 'claimed', 'sent');--> statement-breakpoint
CREATE INDEX "effects_by_run" ON "effects" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "incident_events_by_incident" ON "incident_events" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_open_per_test" ON "incidents" USING btree ("test") WHERE resolved_at IS NULL;--> statement-breakpoint
CREATE INDEX "incidents_by_date" ON "incidents" USING btree ("opened_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_by_date" ON "runs" USING btree ("announced_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_by_test" ON "runs" USING btree ("test","announced_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_by_verdict" ON "runs" USING btree ("verdict","announced_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_by_trigger" ON "runs" USING btree ("trigger","announced_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "runs_open" ON "runs" USING btree ("status","deadline_at") WHERE status <> 'judged';--> statement-breakpoint
CREATE INDEX "runs_to_diagnose" ON "runs" USING btree ("judged_at") WHERE diagnosis_state = 'pending';