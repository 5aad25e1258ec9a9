"""A trained model as bytes that run nothing: skops writes what it is made of, and reads back only types named here."""

from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED

from querylog.errors import PorticoError

# Beside scikit-learn's own public types, which skops knows; whatever else is in a file makes it no model of ours.
TRUSTED = [
    "functools.partial",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.utils.validation.check_array",
]
KIND = "HistGradientBoostingRegressor"


class NotTheModel(PorticoError):
    """These bytes are not those that were kept, or hold what a model does not consist of."""

    sentence = "The file of this model is not the one that was kept, so it is not used. Train the model anew."


def write(estimator: Any) -> bytes:
    from skops.io import dumps

    return bytes(dumps(estimator, compression=ZIP_DEFLATED))


def read(content: bytes, *, expected: str) -> Any:
    """The model, if these are the bytes of this SHA-256. Raises NotTheModel before anything of them is looked at."""
    if sha256(content).hexdigest() != expected:
        raise NotTheModel
    return parse(content)


def parse(content: bytes) -> Any:
    """The model in a file of skops. Raises NotTheModel for anything else, such as a pickle."""
    from skops.io import get_untrusted_types, loads

    try:
        if set(get_untrusted_types(data=content)) - set(TRUSTED):
            raise NotTheModel
        found = loads(content, trusted=TRUSTED)
    except NotTheModel:
        raise
    except Exception as error:  # a file from elsewhere may break the reader in any way
        raise NotTheModel from error
    if type(found).__name__ != KIND:
        raise NotTheModel
    return found
