ALTER TABLE "remediations" ADD COLUMN "deployment_state" text;
--> statement-breakpoint
ALTER TABLE "remediations" ADD COLUMN "live_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "remediation_members" ADD COLUMN "readiness" jsonb;
--> statement-breakpoint
ALTER TABLE "remediation_members" ADD COLUMN "readiness_since" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "remediation_members" ADD COLUMN "verification_run_id" text;
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "live_at" timestamp (3) with time zone;
