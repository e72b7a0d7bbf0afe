"""An open graph of this deployment: engine started, schema migrated, key checked."""
