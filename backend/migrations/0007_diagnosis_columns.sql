ALTER TABLE "runs" ADD COLUMN "diagnose_after" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "diagnosis_lease_until" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "diagnosis_failures" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
UPDATE "runs" SET "diagnose_after" = coalesce("judge_after", now()) WHERE "diagnosis_state" IN ('pending', 'late');
