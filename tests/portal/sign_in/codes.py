"""An authenticator app: it shows the code of a moment."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def steady() -> None:
    """Return when the code that is shown will be shown for a while."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left)


def code_of(secret: str = SECRET, *, ago: int = 0) -> str:
    """The code that the app shows now, or so many intervals ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def app_for(user) -> Authenticator:
    """This person has an app."""
    return TOTP.activate(user, SECRET).instance


def recovery_codes_for(user) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()
