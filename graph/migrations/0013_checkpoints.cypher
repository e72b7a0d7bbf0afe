// How far each list of a source is read, and how the reading of a source goes.
CREATE CONSTRAINT checkpoint_key IF NOT EXISTS
FOR (n:Checkpoint) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT sync_state_source IF NOT EXISTS
FOR (n:SyncState) REQUIRE n.source IS UNIQUE;
