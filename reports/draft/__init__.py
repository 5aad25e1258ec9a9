"""How could a report on this table begin? A first draft from the names and types of its columns."""
