"""Every basket: a table as long as the data, for the benchmarks of tables, lists and downloads."""

from reports import Field, Filters, Query, Report, Table


class EveryBasket(Report):
    """What was in every basket?

    Each row is a product that someone bought.
    """

    owner = "Shopper insights"
    area = "Baskets"
    tags = ["rows"]

    filters = Filters("LOYALTY.BASKETS", ["purchased_on"])
    products = Filters("LOYALTY.PRODUCTS", [Field("product_id", kind="multi-select"), "product_type"])

    bought = Query(
        """
        select household_id, store_id, basket_id, product_id, transaction_timestamp, purchased_on, department,
               product_category, product_type, brand, manufacturer_id, package_size, age, income, home_ownership,
               marital_status, household_size, quantity, sales_value, retail_disc
        from LOYALTY.BASKETS
        where {filters} and product_id in (select product_id from LOYALTY.PRODUCTS where {products})
        """
    )

    every = Table(
        "Every product in every basket",
        bought,
        rows=[
            "household_id",
            "store_id",
            "basket_id",
            "product_id",
            "transaction_timestamp",
            "purchased_on",
            "department",
            "product_category",
            "product_type",
            "brand",
            "manufacturer_id",
            "package_size",
            "age",
            "income",
            "home_ownership",
            "marital_status",
            "household_size",
        ],
        values=["sum(quantity)", "sum(sales_value)", "sum(retail_disc)"],
        download=True,
    )
