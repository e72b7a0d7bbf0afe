// Who was erased must not come back by the next sync: keyed hashes of what is kept out, and the
// erasures that are under way, which go when they are done.
CREATE CONSTRAINT suppression_key IF NOT EXISTS
FOR (n:Suppression) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT pending_erasure_id IF NOT EXISTS
FOR (n:PendingErasure) REQUIRE n.id IS UNIQUE;
