ALTER TABLE "runs" ADD COLUMN "error_rate_samples" integer;
