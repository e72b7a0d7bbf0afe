// Acquired books of business: what was announced, whose hashes are in it, and what a load wrote.
CREATE CONSTRAINT book_name IF NOT EXISTS
FOR (n:Book) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT book_entry_key IF NOT EXISTS
FOR (n:BookEntry) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT book_batch_id IF NOT EXISTS
FOR (n:BookBatch) REQUIRE n.id IS UNIQUE;
