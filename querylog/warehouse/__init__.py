"""How to reach Snowflake. No other package imports its connector."""

from querylog.warehouse.client import Result, Warehouse, hang_up, longest_way, warehouse
from querylog.warehouse.progress import Progress
from querylog.warehouse.streams import Rows

__all__ = ["Progress", "Result", "Rows", "Warehouse", "hang_up", "longest_way", "warehouse"]
