"""All holes that are planted, by where they are."""

from tests.holes.hole import Hole
from tests.holes.log import LOG
from tests.holes.rights import RIGHTS
from tests.holes.sight import SIGHT
from tests.holes.sign_in import AT_THE_DOOR
from tests.holes.values import VALUES

HOLES: list[Hole] = [*RIGHTS, *SIGHT, *AT_THE_DOOR, *VALUES, *LOG]
