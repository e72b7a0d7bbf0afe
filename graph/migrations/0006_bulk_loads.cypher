// How far the first load of people came, so that one that was cut off is carried on.
CREATE CONSTRAINT bulk_load_name IF NOT EXISTS
FOR (n:BulkLoad) REQUIRE n.name IS UNIQUE;
