"""What may a browser load and run on our pages? Sent with each as its Content-Security-Policy."""

from importlib.resources import files
from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, UNSAFE_INLINE],  # no nonce: it would switch inline styles off, and the grid needs them
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF, "data:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Alpine reads the expressions in unfold's pages; this build of it does so without evaluating any text as a script.
WITHOUT_EVAL = str(files("django_form_alpine") / "static" / "django_form_alpine" / "js")
