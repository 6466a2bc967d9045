CREATE TABLE "remediations" (
	"id" text PRIMARY KEY NOT NULL,
	"project_id" text NOT NULL,
	"team_id" text,
	"test" text NOT NULL,
	"run_id" text NOT NULL,
	"incident_id" text NOT NULL,
	"source_deployment_id" text NOT NULL,
	"policy_version" text NOT NULL,
	"state" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"redeployed_at" timestamp (3) with time zone,
	"deployment_id" text,
	"deployment_url" text,
	"deployment_ended_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "remediation_members" (
	"incident_id" text PRIMARY KEY NOT NULL,
	"remediation_id" text NOT NULL REFERENCES "remediations"("id") ON DELETE CASCADE,
	"test" text NOT NULL,
	"run_id" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"outcome" text
);
--> statement-breakpoint
-- What was redeployed before there were remediations is remembered like any other. Of each project the newest one that
-- is not over stays open; of several only that one, because the index allows no more.
INSERT INTO "remediations" ("id", "project_id", "team_id", "test", "run_id", "incident_id", "source_deployment_id", "policy_version",
	"state", "opened_at", "sent_at", "redeployed_at", "deployment_id", "deployment_url", "closed_at", "reason")
SELECT "id", "project_id", "team_id", "test", "run_id", "incident_id", "source_deployment_id", "policy_version",
	CASE WHEN "is_over" OR "place" = 1 OR "state" <> 'planned' THEN "state" ELSE 'notSent' END,
	"created_at", "sent_at", CASE WHEN "effect_state" = 'confirmed' THEN "settled_at" END, "deployment_id", "deployment_url",
	CASE WHEN "is_over" OR "place" > 1 THEN coalesce("settled_at", "created_at") END, "reason"
FROM (
	SELECT *, row_number() OVER (PARTITION BY "project_id", "is_over" ORDER BY "created_at" DESC, "id" DESC) AS "place"
	FROM (
		SELECT e."id", e."payload"->>'projectId' AS "project_id", e."payload"->>'teamId' AS "team_id", coalesce(e."payload"->>'test', i."test") AS "test",
			e."run_id", i."id" AS "incident_id", coalesce(e."payload"->>'expectedDeploymentId', '') AS "source_deployment_id",
			coalesce(r."diagnosis"->'policy'->>'version', '') AS "policy_version", e."created_at", e."sent_at", e."settled_at",
			e."result"->>'deploymentId' AS "deployment_id", e."result"->>'deploymentUrl' AS "deployment_url", e."reason",
			e."state" AS "effect_state",
			CASE e."state"
				WHEN 'confirmed' THEN CASE WHEN i."state" = 'remediating' THEN 'redeployed' ELSE 'unknown' END
				WHEN 'unknown' THEN 'unknown'
				WHEN 'rejected' THEN 'notSent'
				ELSE 'planned'
			END AS "state",
			e."state" IN ('unknown', 'rejected') OR (e."state" = 'confirmed' AND i."state" <> 'remediating') AS "is_over"
		FROM "effects" e
		JOIN "incidents" i ON i."id" = e."incident_id"
		LEFT JOIN "runs" r ON r."id" = e."run_id"
		WHERE e."kind" = 'vercelRedeploy' AND e."payload"->>'projectId' IS NOT NULL
	) "each"
) "ranked"
ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO "remediation_members" ("incident_id", "remediation_id", "test", "run_id", "joined_at", "told_at", "ended_at", "outcome")
SELECT m."incident_id", m."id", m."test", m."run_id", m."opened_at",
	CASE WHEN m."state" NOT IN ('planned') THEN coalesce(m."redeployed_at", m."closed_at") END,
	CASE WHEN m."state" IN ('unknown', 'notSent') THEN m."closed_at" END,
	CASE WHEN m."state" IN ('unknown', 'notSent') THEN m."state" END
FROM "remediations" m
ON CONFLICT DO NOTHING;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "redeploy_guard" text;
--> statement-breakpoint
CREATE UNIQUE INDEX "remediations_one_open_per_project" ON "remediations" ("project_id") WHERE closed_at IS NULL;
--> statement-breakpoint
CREATE INDEX "remediations_by_project" ON "remediations" ("project_id","opened_at" DESC);
--> statement-breakpoint
CREATE INDEX "remediation_members_open" ON "remediation_members" ("remediation_id") WHERE ended_at IS NULL;
