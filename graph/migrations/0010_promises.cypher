// Promises that something is still to happen to stand in nodes of their own, which go when it has:
// a range index over a property that comes and goes grows slower with every promise ever made.
CREATE CONSTRAINT pending_promise_id IF NOT EXISTS
FOR (n:PendingPromise) REQUIRE n.id IS UNIQUE;
