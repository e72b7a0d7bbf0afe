// The webhook inbox: work that is due stands in nodes of its own, which go when it is done, since a
// range index over a property that comes and goes grows slower with every delivery ever worked.
CREATE CONSTRAINT pending_delivery_key IF NOT EXISTS
FOR (n:PendingDelivery) REQUIRE n.key IS UNIQUE;
CREATE INDEX delivery_subject IF NOT EXISTS
FOR (n:Delivery) ON (n.subject);
CREATE INDEX delivery_parked_at IF NOT EXISTS
FOR (n:Delivery) ON (n.parked_at_ms);
