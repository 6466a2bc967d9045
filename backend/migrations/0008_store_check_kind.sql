UPDATE "runs" SET "store_check" = ("store_check" - 'state') || jsonb_build_object('kind', "store_check" -> 'state') WHERE "store_check" -> 'state' IS NOT NULL;
