CREATE FUNCTION "refuse_incident_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IS DISTINCT FROM OLD.state AND NOT (
    (OLD.state = 'diagnosing' AND NEW.state IN ('remediating', 'actionRequired', 'resolved'))
    OR (OLD.state = 'remediating' AND NEW.state IN ('actionRequired', 'resolved'))
    OR (OLD.state = 'actionRequired' AND NEW.state IN ('resolved', 'closed'))
  ) THEN
    RAISE EXCEPTION 'incident % may not go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.redeploy_effect_id IS NOT NULL AND NEW.redeploy_effect_id IS DISTINCT FROM OLD.redeploy_effect_id THEN
    RAISE EXCEPTION 'incident % has its one redeploy already', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.state IN ('resolved', 'closed')) <> (NEW.resolved_at IS NOT NULL) THEN
    RAISE EXCEPTION 'incident % is % and says otherwise when it ended', OLD.id, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "incidents_moves" BEFORE UPDATE ON "incidents" FOR EACH ROW EXECUTE FUNCTION "refuse_incident_move"();
--> statement-breakpoint
CREATE FUNCTION "refuse_remediation_move"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL AND (NEW.state IS DISTINCT FROM OLD.state OR NEW.closed_at IS NULL) THEN
    RAISE EXCEPTION 'remediation % is over', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state IS DISTINCT FROM OLD.state AND (
    NEW.state = 'planned' OR (NEW.state = 'redeployed' AND OLD.state <> 'planned')
    OR (NEW.state = 'live' AND OLD.state <> 'redeployed')
  ) THEN
    RAISE EXCEPTION 'remediation % may not go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "remediations_moves" BEFORE UPDATE ON "remediations" FOR EACH ROW EXECUTE FUNCTION "refuse_remediation_move"();
