ALTER TABLE "runs" ADD COLUMN "expected_thresholds" jsonb;
