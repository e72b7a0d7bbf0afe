// Which of our replies share a pair of words: how near-duplicates are found.
CREATE CONSTRAINT reply_key IF NOT EXISTS
FOR (n:ReplyKey) REQUIRE n.key IS UNIQUE;
