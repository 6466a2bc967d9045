CREATE TABLE "remediation_switch" (
	"id" integer PRIMARY KEY NOT NULL CHECK ("id" = 1),
	"off" boolean NOT NULL,
	"reason" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"changed_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "breaker_resets" (
	"test" text NOT NULL,
	"reset_at" timestamp (3) with time zone NOT NULL,
	"reset_by" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "breaker_resets_test_reset_at_pk" PRIMARY KEY("test","reset_at")
);
--> statement-breakpoint
ALTER TABLE "remediation_members" ADD COLUMN "signature" jsonb;
