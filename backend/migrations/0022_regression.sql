ALTER TABLE "runs" ADD COLUMN "regression" jsonb;
--> statement-breakpoint
CREATE TABLE "pinned_baselines" (
	"test" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"pinned_by" text NOT NULL,
	"pinned_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pinned_baselines" ADD CONSTRAINT "pinned_baselines_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;
