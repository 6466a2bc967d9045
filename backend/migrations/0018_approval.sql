ALTER TABLE "remediations" ADD COLUMN "approved_by" text;
--> statement-breakpoint
ALTER TABLE "remediations" ADD COLUMN "approved_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "redeploy_rejected_by" text;
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "redeploy_rejected_at" timestamp (3) with time zone;
