ALTER TABLE "runs" ALTER COLUMN "requests" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "runs" ALTER COLUMN "failed_requests" SET DATA TYPE bigint;
--> statement-breakpoint
ALTER TABLE "runs" ALTER COLUMN "error_rate_samples" SET DATA TYPE bigint;
