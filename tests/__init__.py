"""The specification of Portico, run against real servers."""
