"""All holes that are planted, by where they are."""

from tests.holes.audiences import AUDIENCES
from tests.holes.hole import Hole
from tests.holes.kept import KEPT
from tests.holes.log import LOG
from tests.holes.rights import RIGHTS
from tests.holes.sight import SIGHT
from tests.holes.sign_in import AT_THE_DOOR
from tests.holes.single_sign_on import SINGLE_SIGN_ON
from tests.holes.values import VALUES

BY_SUBJECT: dict[str, list[Hole]] = {
    "rights": RIGHTS,
    "sight": SIGHT,
    "what is kept": KEPT,
    "at the door": AT_THE_DOOR,
    "single sign-on": SINGLE_SIGN_ON,
    "values": VALUES,
    "the log": LOG,
    "audiences": AUDIENCES,
}
HOLES = [hole for some in BY_SUBJECT.values() for hole in some]
