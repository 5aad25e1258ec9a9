"""Random queries of K, R, V and S over two tables and their views: in every place, and by every way to name one.

`@` stands for the schema, so that the same query can be asked of several.
"""

import random

IN_FULL = ["@.{t}", "@.{t}", '"@"."{t}"', "GROCERY.@.{t}", '"GROCERY"."@"."{t}"', "@.{lower}"]
WAYS = [*IN_FULL, "{t}", '"{t}"', "{lower}"]
COLUMNS = ("K", "R", "V", "S")


def query(dice: random.Random) -> str:
    """One of them; the parts of a report stand in some."""
    return Writer(dice).marked() if dice.random() < 0.5 else Writer(dice).query(dice.choice([1, 2, 2, 3]))


class Writer:
    """Writes one query. No name is used twice, and `named` are the CTEs that can be read from where it writes."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.count, self.named = dice, 0, []
        self.free = ["A", "B", "first_one", "second_one"]  # for CTEs

    def name(self) -> str:
        self.count += 1
        return f"{self.dice.choice(['x', 'Y', 'a_', 'seen'])}{self.count}"

    def table(self, which: str = "") -> str:
        name = which or self.dice.choice(["A", "A", "B", "B", "AV", "BV", "CV"])
        ways = IN_FULL if which or name in self.named else WAYS  # else it would mean the CTE
        return self.dice.choice(ways).format(t=name, lower=name.lower())

    def source(self, depth: int) -> str:
        """What can stand in FROM, without an alias."""
        if self.named and self.dice.random() < 0.4:
            return self.dice.choice(self.named)
        return self.table() if depth <= 0 or self.dice.random() < 0.5 else f"({self.query(depth - 1)})"

    def query(self, depth: int) -> str:
        kinds = [self.simple, self.starred, self.in_full, self.joined, self.comma, self.united, self.existing]
        kinds += [self.among, self.scalar, self.grouped, self.windowed, self.with_ctes, self.minus, self.lateral]
        kinds += [self.quoted, self.misnamed, self.recursive]
        return self.dice.choice(kinds)(depth)

    def marked(self) -> str:
        """A query with the parts of a report in it."""
        x, y = self.name(), self.name()
        join = f"left join {self.table('B')} {y} on {x}.K = {y}.K" if self.dice.random() < 0.5 else ""
        parts = ["{filters}", "true"] if join else ["{filters}", "{gone}", "{needed}"]  # whose K would they mean?
        where = " and ".join(self.dice.sample(parts, self.dice.choice([1, 2])))
        plain = f"select {x}.K, {x}.R, {x}.V, {x}.S from {self.table('A')} {x} {join} where {where}"
        if self.dice.random() < 0.3:
            return f"with A as ({plain.replace(' A ', ' @.A ')}) select K, R, V, S from A"
        return plain

    def simple(self, depth: int) -> str:
        x = self.name()
        test = self.dice.choice(["R = 'N'", "V > 1", "S is null", "R is not null", "K < 7"])
        return f"select {x}.K, {x}.R, {x}.V, {x}.S from {self.source(depth)} {x} where {x}.{test}"

    def starred(self, depth: int) -> str:
        return f"select * from {self.source(depth)} {self.name()}"

    def in_full(self, _depth: int) -> str:
        """Columns that are written with their table, or with its schema, too."""
        table = self.dice.choice(["A", "B", "AV"])
        before = self.dice.choice([table, f"@.{table}"])
        return f"select {', '.join(f'{before}.{each}' for each in COLUMNS)} from @.{table}"

    def quoted(self, depth: int) -> str:
        """Names in quotation marks, which are to the letter."""
        x = self.name()
        columns = ", ".join(f'"{x}"."{each}"' for each in COLUMNS)
        return f'select {columns} from {self.source(depth)} "{x}" where "V" > 1'

    def misnamed(self, _depth: int) -> str:
        """A table under the name of the other one."""
        which, other = self.dice.choice([("A", "B"), ("B", "A"), ("BV", "A"), ("A", "AV")])
        return f"select {', '.join(f'{other}.{each}' for each in COLUMNS)} from {self.table(which)} {other}"

    def recursive(self, depth: int) -> str:
        x = self.name()
        first = f"select K, R, V, S from {self.source(depth - 1)} {self.name()}"
        more = f"select {x}.K + 20, {x}.R, {x}.V, {x}.S from {x} where {x}.K < 10"
        return f"(with recursive {x} (K, R, V, S) as ({first} union all {more}) select K, R, V, S from {x})"

    def joined(self, depth: int) -> str:
        x, y = self.name(), self.name()
        how = self.dice.choice(["join", "left join", "right join", "full join"])
        on = self.dice.choice([f"{x}.K = {y}.K", f"{x}.R = {y}.R and {x}.K < {y}.K"])
        sides = f"{self.source(depth - 1)} {x} {how} {self.source(depth - 1)} {y} on {on}"
        return f"select {x}.K, {y}.R, {y}.V, {x}.S from {sides}"

    def comma(self, depth: int) -> str:
        x, y = self.name(), self.name()
        both = f"{self.source(depth - 1)} {x}, {self.table()} {y}"
        return f"select {x}.K, {x}.R, {y}.V, {y}.S from {both} where {x}.K = {y}.K"

    def united(self, depth: int) -> str:
        how = self.dice.choice(["union", "union all"])
        return f"({self.query(depth - 1)}) {how} ({self.query(depth - 1)})" if depth > 0 else self.simple(0)

    def minus(self, depth: int) -> str:
        how = self.dice.choice(["except", "intersect"])
        return f"({self.query(depth - 1)}) {how} ({self.query(depth - 1)})" if depth > 0 else self.grouped(0)

    def existing(self, depth: int) -> str:
        x, y = self.name(), self.name()
        no = self.dice.choice(["", "not "])
        inner = f"select 1 from {self.source(depth - 1)} {y} where {y}.K = {x}.K"
        return f"select {x}.K, {x}.R, {x}.V, {x}.S from {self.source(depth)} {x} where {no}exists ({inner})"

    def among(self, depth: int) -> str:
        x, y = self.name(), self.name()
        no = self.dice.choice(["", "not "])
        inner = f"select {y}.K from {self.source(depth - 1)} {y} where {y}.K is not null"
        return f"select {x}.K, {x}.R, {x}.V, {x}.S from {self.source(depth)} {x} where {x}.K {no}in ({inner})"

    def scalar(self, depth: int) -> str:
        x, y = self.name(), self.name()
        inner = f"select max({y}.V) from {self.source(depth - 1)} {y}"
        return f"select {x}.K, {x}.R, ({inner}) as V, {x}.S from {self.source(depth)} {x}"

    def grouped(self, depth: int) -> str:
        x = self.name()
        figures = f"max({x}.R) as R, sum({x}.V) as V, min({x}.S) as S"
        return f"select {x}.K, {figures} from {self.source(depth)} {x} group by {x}.K having count(*) > 0"

    def windowed(self, depth: int) -> str:
        x = self.name()
        over = f"max({x}.V) over (partition by {x}.R)"
        return f"select {x}.K, {x}.R, {over} as V, {x}.S from {self.source(depth)} {x} qualify {over} > 1"

    def lateral(self, depth: int) -> str:
        x, y = self.name(), self.name()
        inner = f"select count(*) as N from {self.table()} {y} where {y}.K <= {x}.K"
        return f"select {x}.K, {x}.R, z.N as V, {x}.S from {self.source(depth)} {x}, lateral ({inner}) z"

    def with_ctes(self, depth: int) -> str:
        """CTEs that read one another; one may have a table's own name, and hides it from there on."""
        before = list(self.named)
        written = []
        names = [self.free.pop(self.dice.randrange(len(self.free))) for _ in range(min(2, len(self.free)))]
        for name in names:
            written.append(f"{name} as ({self.query(depth - 1)})")
            self.named = [*self.named, name]
        body = self.query(max(depth - 1, 0))
        self.named = before
        return f"with {', '.join(written)} {body}" if written else body
