"""Exclusions in places of their own: in a CTE, in a join's condition, in two SELECTs of one query."""

from reports import Exclude, Filters, Kpi, Query, Report, Require


class Elsewhere(Report):
    """Who is faithful?"""

    owner = "Shopper insights"
    area = "Stores"
    tags = ["sales"]

    filters = Filters("SHOP.SALES", ["department"])
    returned = Exclude("Who returned", "SHOP.RETURNS", key="customer_id", fields=["item"])
    invited = Require("Who was invited", "SHOP.INVITATIONS", key="client", on="customer_id", fields=["campaign"])

    in_a_cte = Query(
        """
        with everyone as (select * from SHOP.SALES where {filters}),
             faithful as (select e.customer_id, e.price from everyone as e where {returned} and {invited}),
             spent as (select customer_id, sum(price) as spent from faithful group by all)
        select count(*) as n, sum(spent) as spent from spent where true
        """
    )
    in_a_join = Query(
        """
        select a.customer_id, count(*) as n from SHOP.SALES as a
        join (select 1 as one where true) as b on b.one = 1 and {returned}
        where {filters} and a.department = 'Deli' group by all having count(*) > 1 order by 2 limit 3
        """
    )
    apart = Query(
        """
        with some as (select customer_id from SHOP.SALES where {returned})
        select count(*) as n from SHOP.SALES as b where {invited} and b.customer_id in (select customer_id from some)
        """
    )
    figures = Kpi("Spent", in_a_cte, "sum(spent)")
    others = Kpi("Sales", in_a_join, "sum(n)")
    last = Kpi("Some", apart, "sum(n)")
