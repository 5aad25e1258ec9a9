"""How to reach Snowflake. No other package imports its connector."""

from querylog.warehouse.client import Progress, Result, Warehouse, warehouse

__all__ = ["Progress", "Result", "Warehouse", "warehouse"]
