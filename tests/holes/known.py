"""All holes that are planted, by where they are."""

from tests.holes.hole import Hole
from tests.holes.kept import KEPT
from tests.holes.log import LOG
from tests.holes.rights import RIGHTS
from tests.holes.sight import SIGHT
from tests.holes.sign_in import AT_THE_DOOR
from tests.holes.single_sign_on import SINGLE_SIGN_ON
from tests.holes.values import VALUES

HOLES: list[Hole] = [*RIGHTS, *SIGHT, *KEPT, *AT_THE_DOOR, *SINGLE_SIGN_ON, *VALUES, *LOG]
