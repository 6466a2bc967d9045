ALTER TABLE "effects" ADD COLUMN "crashes" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE TABLE "paces" (
	"line" text PRIMARY KEY NOT NULL,
	"full_at" timestamp (3) with time zone NOT NULL,
	"paused_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "effects_due";
--> statement-breakpoint
CREATE INDEX "effects_in_order" ON "effects" ("kind","created_at","id","next_attempt_at") WHERE state IN ('planned', 'claimed', 'sent');
--> statement-breakpoint
CREATE INDEX "effects_at_work" ON "effects" ("kind") WHERE state IN ('claimed', 'sent');
--> statement-breakpoint
CREATE INDEX "effects_open_by_incident" ON "effects" ("incident_id","kind","created_at","id") WHERE state IN ('planned', 'claimed', 'sent');
--> statement-breakpoint
CREATE INDEX "effects_by_incident" ON "effects" ("incident_id","kind","created_at","id");
