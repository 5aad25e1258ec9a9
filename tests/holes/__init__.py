"""Planted holes: known mistakes, switched on one after the other in a copy of the code. The tests catch each."""
