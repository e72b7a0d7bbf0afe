// What is derived from evidence and stored: matters, and how far the derivation has come.
CREATE CONSTRAINT matter_id IF NOT EXISTS
FOR (n:Matter) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT watermark_name IF NOT EXISTS
FOR (n:Watermark) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT route_decision_key IF NOT EXISTS
FOR (n:RouteDecision) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT promise_id IF NOT EXISTS
FOR (n:Promise) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT household_id IF NOT EXISTS
FOR (n:Household) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT organisation_id IF NOT EXISTS
FOR (n:Organisation) REQUIRE n.id IS UNIQUE;
