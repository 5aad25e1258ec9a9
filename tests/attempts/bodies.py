"""Bodies that no page of ours sends: a sound one, broken in one way by a seeded chance. One seed, one body."""

import gzip
import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a-line-between"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

LETTERS = ["a\0b", "\ud800", "\udfff\ud800", "\u202e", "\ufffe", "'; drop table access_grant; --", "=1+1", "<script>"]
NUMBERS = [float("nan"), float("inf"), -1, 2**63, 10**400, 1e308, -0.0, True]
OTHERS = [None, {}, [], [[]], {"": None}, {"__proto__": 1}, {"$ref": "x"}, "", "../../etc/passwd", "ana"]


@dataclass(frozen=True, kw_only=True)
class Body:
    """What is posted. One that is `no_call` says nothing that a page could have said, so it has to be refused."""

    raw: bytes
    how: str
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    no_call: bool = True


def broken_call(random: Random, sound: dict[str, Any]) -> Body:
    """A sound callback, or question of a control, that is none any more."""
    how = random.choice(CALLS)
    return how(random, deepcopy(sound))


def odd_call(random: Random, sound: dict[str, Any]) -> Body:
    """A sound one with odd values where a person's would stand, or under an odd name: it may well be a call."""
    call = deepcopy(sound)
    if random.random() < 0.3:
        return random.choice(MAYBE_CALLS)(random, call)
    holder, key = random.choice(_places_of_values(call))
    holder[key] = odd(random)
    return Body(raw=_written(call), how="odd_value", no_call=False)


def broken_form(random: Random, sound: dict[str, str]) -> Body:
    """A sound form with odd texts in it, or bytes that are no form."""
    return random.choice(FORMS)(random, dict(sound))


def odd(random: Random, depth: int = 0) -> Any:
    """Any value that JSON has, and some that it has not."""
    kind = random.randrange(9 if depth < 3 else 6)
    if kind == 0:
        return random.choice(NUMBERS)
    if kind == 1:
        return random.choice(LETTERS) * random.choice([1, 1, 1, 50])
    if kind == 2:
        return chr(random.choice([0, 7, 0x2028, 0xD800, 0xFFFF, 0x1F600])) * random.randrange(1, 9)
    if kind == 3:
        return "x" * random.choice([1, 1_001, 70_000])
    if kind in (4, 5):
        return random.choice(OTHERS)
    if kind == 6:
        return [odd(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == 7:
        return nested(random.choice([10, 90, 400]))
    return {str(random.choice(OTHERS)): odd(random, depth + 1) for _ in range(random.randrange(4))}


def nested(depth: int) -> Any:
    """Lists in lists."""
    found: Any = []
    for _ in range(depth):
        found = [found]
    return found


# ------------------------------------------------------------------ calls


def _written(call: Any) -> bytes:
    """As JSON, with the half letters and the numbers that Python writes and reads though JSON has none."""
    return json.dumps(call).encode()


def _truncated(random: Random, call: dict[str, Any]) -> Body:
    whole = _written(call)
    return Body(raw=whole[: random.randrange(len(whole))], how="truncated")


def _compressed(_: Random, call: dict[str, Any]) -> Body:
    return Body(raw=gzip.compress(_written(call)), how="gzip", headers={"Content-Encoding": "gzip"})


def _noise(random: Random, _: dict[str, Any]) -> Body:
    return Body(raw=random.randbytes(random.choice([1, 7, 300, 5_000])), how="noise")


def _flipped(random: Random, call: dict[str, Any]) -> Body:
    raw = bytearray(_written(call))
    for _ in range(random.randrange(1, 9)):
        raw[random.randrange(len(raw))] = random.randrange(256)
    return Body(raw=bytes(raw), how="flipped bytes", no_call=False)


def _no_object(random: Random, call: dict[str, Any]) -> Body:
    value = random.choice([[call], None, 1, "text", True, [], _written(call).decode(), float("nan")])
    return Body(raw=_written(value), how="no object")


def _deep(random: Random, call: dict[str, Any]) -> Body:
    depth = random.choice([100, 800, 900, 950, 990, 1_000, 50_000])
    opened, closed = random.choice([(b"[", b"]"), (b'{"a":', b"}")])
    raw = opened * depth + b"1" + closed * random.choice([0, depth])
    return Body(raw=raw, how="deep")


def _deep_in_a_key(random: Random, call: dict[str, Any]) -> Body:
    key = random.choice(list(call))
    return Body(raw=_with(call, key, _deep(random, call).raw), how="deep in a key", no_call=False)


def _with(call: dict[str, Any], key: str, raw: bytes) -> bytes:
    """The call with these bytes as the value of a key."""
    mark = "the place of the raw bytes"
    return _written({**call, key: mark}).replace(json.dumps(mark).encode(), raw)


def _missing(random: Random, call: dict[str, Any]) -> Body:
    gone = random.choice([each for each in ("output", "outputs", "inputs", "part", "field") if each in call])
    call.pop(gone)
    return Body(raw=_written(call), how=f"without {gone}")


def _of_another_type(random: Random, call: dict[str, Any]) -> Body:
    key = random.choice([each for each in ("output", "outputs", "inputs", "state", "part", "field") if each in call])
    call[key] = random.choice([None, 7, True, {"a": 1}, "text", [1], [[]], [None], [{"id": "x"}], float("nan")])
    return Body(raw=_written(call), how=f"another type of {key}")


def _twice(random: Random, call: dict[str, Any]) -> Body:
    """A key that is there twice: the last one counts, for us and for those behind us."""
    first = random.choice([each for each in ("output", "field", "part") if each in call])
    more = json.dumps({first: random.choice(["another.children", None, 7, ["x"]])}).encode()
    return Body(raw=_written(call)[:-1] + b", " + more[1:], how="a key twice")


def _foreign(random: Random, call: dict[str, Any]) -> Body:
    """Names of other components, or of none."""
    name = random.choice(
        ["secret", "run", "", "__class__", "x" * 10_000, "a\0", "\ud800", '{"type":"x","index":"ALL"}']
    )
    if "field" in call:
        call[random.choice(["field", "part"])] = name
        return Body(raw=_written(call), how="a foreign name")
    parts = random.choice([each for each in (call["inputs"], call["state"]) if each])
    random.choice(parts)[random.choice(["id", "property"])] = f"foreign {name}"
    return Body(raw=_written(call), how="a foreign name")


def _wrong_output(random: Random, call: dict[str, Any]) -> Body:
    if "field" in call:
        return _foreign(random, call)
    if random.random() < 0.5:
        call["outputs"] = random.choice(
            [{"id": "x", "property": "y"}, [{"id": "run"}], [], [call["outputs"]], "run.data"]
        )
        return Body(raw=_written(call), how="wrong outputs")
    call["output"] = random.choice(
        ["run.data", "..a.b...c.d..", "..", ".", "trouble.children", call["output"] + ".", call["output"] * 2]
    )
    return Body(raw=_written(call), how="a wrong output")


def _more_or_less(random: Random, call: dict[str, Any]) -> Body:
    if "field" in call:
        return _missing(random, call)
    parts = random.choice([each for each in (call["inputs"], call["state"]) if each])
    if random.random() < 0.5:
        parts.pop()
    else:
        parts.extend([parts[0]] * random.choice([1, 500]))
    return Body(raw=_written(call), how="more or fewer parts")


def _as_something_else(random: Random, call: dict[str, Any]) -> Body:
    """Sound JSON under another name. It is read as JSON or not at all, so it may well be a call."""
    kinds = [
        "text/plain",
        FORM,
        MULTIPART,
        "multipart/form-data",
        "",
        "\xff",
        "x" * 900,
    ]
    return Body(raw=_written(call), how="another content type", content_type=random.choice(kinds), no_call=False)


def _in_another_encoding(random: Random, call: dict[str, Any]) -> Body:
    encoding = random.choice(["utf-16", "utf-32", "utf-7", "latin-1"])
    return Body(raw=_written(call).decode().encode(encoding), how="another encoding", no_call=False)


def _huge(random: Random, call: dict[str, Any]) -> Body:
    """More than a page ever sends; ten megabytes once in a while, or nobody would see the end of it."""
    size = 10_000_000 if random.random() < 0.05 else 2_100_000
    return Body(raw=_with(call, "output" if "output" in call else "field", b'"' + b"x" * size + b'"'), how="huge")


def _big_number(random: Random, call: dict[str, Any]) -> Body:
    raw = random.choice([b"9" * 5_000, b"1e999999", b"-" + b"9" * 4_299, b"NaN", b"-Infinity", b"0x10"])
    return Body(
        raw=_with(call, random.choice(["output", "inputs", "field", "part"]), raw), how="a number", no_call=False
    )


CALLS: Sequence[Callable[[Random, dict[str, Any]], Body]] = (
    *[_truncated, _compressed, _noise, _no_object, _deep, _missing, _of_another_type, _twice] * 4,
    *[_foreign, _wrong_output, _more_or_less] * 8,
    _huge,
)
MAYBE_CALLS = (_flipped, _deep_in_a_key, _as_something_else, _in_another_encoding, _big_number)


def _places_of_values(call: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Where a call has what a person chose: the values of its parts, or what a control asks."""
    if "field" in call:
        return [(call, key) for key in ("search", "keep", "others", "bounds")]
    return [(part, "value") for part in [*call["inputs"], *call["state"]]] + [(call, "changedPropIds")]


# ------------------------------------------------------------------ forms

TEXTS = [
    "",
    "\0",
    "a\0b",
    "\ufffd",
    "x" * 5_000,
    "9" * 5_000,
    "-1",
    "²",
    "2026-13-45",
    "{{7*7}}",
    "<b>",
    "\r\nX: y",
    "%00",
]


def _odd_texts(random: Random, form: dict[str, str]) -> Body:
    for key in random.sample(list(form), random.randrange(1, len(form) + 1)):
        form[key] = random.choice(TEXTS)
    lines = b"&".join(_quoted(key) + b"=" + _quoted(value) for key, value in form.items())
    return Body(raw=lines, how="odd texts", content_type=FORM, no_call=False)


def _quoted(text: str) -> bytes:
    return b"".join(b"%%%02X" % byte for byte in text.encode("utf-8", "surrogatepass"))


def _odd_bytes(random: Random, form: dict[str, str]) -> Body:
    lines = b"&".join(key.encode() + b"=" + random.randbytes(20) for key in form)
    return Body(raw=lines, how="bytes", content_type=FORM, no_call=False)


def _many_fields(_: Random, form: dict[str, str]) -> Body:
    return Body(raw=b"&".join(b"a%d=1" % n for n in range(2_000)), how="many fields", content_type=FORM)


def _in_parts(form: dict[str, str]) -> bytes:
    lines = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{form[key]}\r\n' for key in form]
    return "".join([*lines, f"--{BOUNDARY}--\r\n"]).encode("utf-8", "replace")


def _parts(random: Random, form: dict[str, str]) -> Body:
    whole = _in_parts({key: random.choice(TEXTS) for key in form})
    raw = whole if random.random() < 0.5 else whole[: random.randrange(len(whole))]
    return Body(raw=raw, how="parts", content_type=MULTIPART, no_call=False)


def _broken_parts(random: Random, form: dict[str, str]) -> Body:
    kinds = ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff", MULTIPART]
    head = random.choice(
        ["name", 'name="a"; filename="../../x"', 'name="a\0"', "name*=utf-8''%ff", 'name="' + "x" * 900]
    )
    coding = random.choice(["", "Content-Transfer-Encoding: base64\r\n", "Content-Type: text/plain; charset=rot13\r\n"])
    raw = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n{coding}\r\n%%%\r\n--{BOUNDARY}--\r\n"
    return Body(raw=raw.encode(), how="broken parts", content_type=random.choice(kinds), no_call=False)


def _json_instead(random: Random, form: dict[str, str]) -> Body:
    return Body(raw=_written({key: odd(random) for key in form}), how="JSON for a form", no_call=False)


def _too_much(_: Random, form: dict[str, str]) -> Body:
    return Body(raw=b"username=" + b"x" * 2_700_000, how="too much", content_type=FORM)


FORMS: Sequence[Callable[[Random, dict[str, str]], Body]] = (
    *[_odd_texts, _odd_bytes, _parts, _broken_parts, _json_instead] * 5,
    *[_many_fields] * 2,
    _too_much,
)
