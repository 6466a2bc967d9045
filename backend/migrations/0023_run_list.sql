-- Lists are asked for with DESC, whose nulls come first: an index with NULLS LAST is of no use to them.
DROP INDEX "incidents_by_date";
--> statement-breakpoint
DROP INDEX "runs_by_date";
--> statement-breakpoint
DROP INDEX "runs_by_test";
--> statement-breakpoint
DROP INDEX "runs_by_verdict";
--> statement-breakpoint
DROP INDEX "runs_by_trigger";
--> statement-breakpoint
CREATE INDEX "incidents_by_date" ON "incidents" ("opened_at" DESC,"id" DESC);
--> statement-breakpoint
CREATE INDEX "runs_by_date" ON "runs" ("announced_at" DESC,"id" DESC);
--> statement-breakpoint
CREATE INDEX "runs_by_test" ON "runs" ("test","announced_at" DESC,"id" DESC);
--> statement-breakpoint
CREATE INDEX "runs_by_verdict" ON "runs" ("verdict","announced_at" DESC,"id" DESC);
--> statement-breakpoint
CREATE INDEX "runs_by_trigger" ON "runs" ("trigger","announced_at" DESC,"id" DESC);
--> statement-breakpoint
CREATE INDEX "runs_by_environment" ON "runs" ("environment","announced_at" DESC,"id" DESC);
--> statement-breakpoint
CREATE INDEX "runs_not_counting" ON "runs" ("announced_at" DESC,"id" DESC) WHERE NOT counts;
--> statement-breakpoint
CREATE INDEX "runs_needing_person" ON "runs" ("announced_at" DESC,"id" DESC) WHERE action_required;
--> statement-breakpoint
-- What is asked for are late diagnoses as well: without them the index was of no use, and all runs were read every second.
DROP INDEX "runs_to_diagnose";
--> statement-breakpoint
CREATE INDEX "runs_to_diagnose" ON "runs" ("judged_at") WHERE diagnosis_state IN ('pending', 'late');
