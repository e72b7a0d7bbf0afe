// Where contacts were sent, by the hour: who waits now, and what a month's decisions came to.
CREATE INDEX route_decision_hour IF NOT EXISTS
FOR (n:RouteDecision) ON (n.hour);
