UPDATE "effects" SET "state" = 'skipped' WHERE "state" = 'rejected' AND "code" = 'notConfigured';
