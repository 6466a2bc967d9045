ALTER TABLE "runs" ADD COLUMN "deployment_id" text;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "deployment_commit" text;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "readiness" jsonb;
--> statement-breakpoint
CREATE TABLE "deployment_events" (
	"test" text NOT NULL,
	"deployment_id" text NOT NULL,
	"deployment" jsonb NOT NULL,
	"project_id" text,
	"deployed_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"run_id" text NOT NULL,
	"state" text NOT NULL,
	"code" text,
	"reason" text,
	"readiness" jsonb,
	"look_after" timestamp (3) with time zone NOT NULL,
	"start_by" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "deployment_events_test_deployment_id_pk" PRIMARY KEY("test","deployment_id")
);
--> statement-breakpoint
CREATE INDEX "deployment_events_waiting" ON "deployment_events" ("look_after") WHERE state = 'waiting';
--> statement-breakpoint
CREATE INDEX "deployment_events_by_test" ON "deployment_events" ("test","deployed_at" DESC);
