"""How fast is it? `make bench` prints the figures; no test asserts a clock."""
