// Why customers complain, whom else it concerns, and what these were told.
CREATE CONSTRAINT place_key IF NOT EXISTS
FOR (n:Place) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT cause_id IF NOT EXISTS
FOR (n:Cause) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT notice_id IF NOT EXISTS
FOR (n:Notice) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT recipient_key IF NOT EXISTS
FOR (n:Recipient) REQUIRE n.key IS UNIQUE;
CREATE INDEX order_place_key IF NOT EXISTS
FOR (n:Order) ON (n.place_key);
CREATE INDEX asset_product_key IF NOT EXISTS
FOR (n:Asset) ON (n.product_key);
CREATE INDEX asset_model_key IF NOT EXISTS
FOR (n:Asset) ON (n.model_key);
CREATE INDEX interaction_unnamed_week IF NOT EXISTS
FOR (n:Interaction) ON (n.unnamed_week);
