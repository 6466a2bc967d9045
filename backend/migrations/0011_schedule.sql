CREATE TABLE "schedules" (
	"test" text NOT NULL,
	"schedule_hash" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"decided_until" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "schedules_test_schedule_hash_pk" PRIMARY KEY("test","schedule_hash")
);
--> statement-breakpoint
CREATE TABLE "schedule_watch" (
	"id" integer PRIMARY KEY NOT NULL,
	"watched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedule_ticks" (
	"test" text NOT NULL,
	"tick_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"run_id" text,
	"decided_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "schedule_ticks_test_tick_at_pk" PRIMARY KEY("test","tick_at")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "missed" jsonb;
