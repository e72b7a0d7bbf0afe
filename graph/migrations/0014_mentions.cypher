// What customers say of us in public, beside the interaction that it was said in. As long as it
// waits for an answer, a node of its own says so, which goes when it is dealt with.
CREATE CONSTRAINT mention_key IF NOT EXISTS
FOR (n:Mention) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT pending_mention_key IF NOT EXISTS
FOR (n:PendingMention) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT firestorm_id IF NOT EXISTS
FOR (n:Firestorm) REQUIRE n.id IS UNIQUE;
// By the day on which it was said: an embedded engine uses an index for equal values only.
CREATE INDEX mention_day IF NOT EXISTS
FOR (n:Mention) ON (n.day);
