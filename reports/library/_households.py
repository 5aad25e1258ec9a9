"""How households are described: each trait with its groups in their own order, not by size."""

from reports import Dimension

INCOME = Dimension(
    "income",
    label="Income",
    order=[
        *["Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K"],
        *["100-124K", "125-149K", "150-174K", "175-199K", "200-249K", "250K+"],
    ],
)
AGE = Dimension("age", label="Age", order=["19-24", "25-34", "35-44", "45-54", "55-64", "65+"])
HOUSEHOLD_SIZE = Dimension("household_size", label="People in the household", order=["1", "2", "3", "4", "5+"])
