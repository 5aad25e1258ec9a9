"""How to reach Snowflake. No other package imports its connector."""

from querylog.warehouse.client import Progress, Result, Warehouse, warehouse
from querylog.warehouse.streams import Rows

__all__ = ["Progress", "Result", "Rows", "Warehouse", "warehouse"]
