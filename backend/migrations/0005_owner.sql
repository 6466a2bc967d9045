CREATE TABLE "sidecars" (
	"id" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"steady_since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "owner" text;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "owner_lost_at" timestamp (3) with time zone;
