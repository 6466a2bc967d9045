ALTER TABLE "runs" ADD COLUMN "store_read_after" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "store_read_attempts" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE INDEX "runs_store_to_read" ON "runs" ("store_read_after") WHERE store_read_after IS NOT NULL;
