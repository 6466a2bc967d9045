ALTER TABLE "runs" ADD COLUMN "orphan_ended_at" timestamp (3) with time zone;
