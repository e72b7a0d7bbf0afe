// What the sources' own order, case and account numbers look like, one node a shape.
CREATE CONSTRAINT number_pattern_key IF NOT EXISTS
FOR (n:NumberPattern) REQUIRE n.key IS UNIQUE;
