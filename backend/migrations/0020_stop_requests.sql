ALTER TABLE "runs" ADD COLUMN "stop_requested_at" timestamp (3) with time zone;
--> statement-breakpoint
CREATE INDEX "runs_to_stop" ON "runs" ("owner") WHERE stop_requested_at IS NOT NULL AND status IN ('queued', 'running');
