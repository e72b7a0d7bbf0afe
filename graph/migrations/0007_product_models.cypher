// The variants of a model, for what is in stock when something is exchanged.
CREATE INDEX product_model_key IF NOT EXISTS
FOR (n:Product) ON (n.model_key);
