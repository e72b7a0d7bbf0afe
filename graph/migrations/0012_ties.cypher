// By what customers are found who live, or work, at one place; and things of one batch.
CREATE INDEX source_record_home_key IF NOT EXISTS
FOR (n:SourceRecord) ON (n.home_key);
CREATE INDEX source_record_office_key IF NOT EXISTS
FOR (n:SourceRecord) ON (n.office_key);
CREATE INDEX asset_batch_key IF NOT EXISTS
FOR (n:Asset) ON (n.batch_key);
