ALTER TABLE "runs" ADD COLUMN "judgement" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "corrected_from" jsonb;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "result_at" timestamp (3) with time zone;
--> statement-breakpoint
UPDATE "runs" SET "judgement" = 1, "result_at" = "ended_at" WHERE "verdict" IS NOT NULL;
--> statement-breakpoint
CREATE TABLE "deadline_watch" (
	"id" integer PRIMARY KEY NOT NULL,
	"watched_at" timestamp (3) with time zone NOT NULL
);
