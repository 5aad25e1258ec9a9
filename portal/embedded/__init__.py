"""The services that the demo and the tests start for themselves: PostgreSQL, Valkey, and the stand-in warehouse."""
