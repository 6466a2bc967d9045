CREATE TABLE "run_feedback" (
	"run_id" text NOT NULL,
	"given_by" text NOT NULL,
	"given_at" timestamp (3) with time zone NOT NULL,
	"correct" boolean NOT NULL,
	"actual_cause" text,
	CONSTRAINT "run_feedback_run_id_given_by_pk" PRIMARY KEY("run_id","given_by")
);
--> statement-breakpoint
ALTER TABLE "run_feedback" ADD CONSTRAINT "run_feedback_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;
