"""Columns to filter by that several reports say more of than their name: numbers that one chooses from a list."""

from reports import Field

MANUFACTURER = Field("manufacturer_id", label="Manufacturer", kind="multi-select")
STORE = Field("store_id", label="Store", kind="multi-select")
