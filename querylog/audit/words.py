"""Events as people read them: one short line for what happened, and how."""

from typing import Any

from querylog.models import Event, Kind

MOST_CHARACTERS = 400
MAY_BE_SQL = {(Kind.AUDITED, "words"), (Kind.AUDITED, "asked"), (Kind.DOWNLOADED, "search")}


def told(event: Event, sees_sql: Any = False) -> str:
    """What its facts say, in a line; for those who see SQL also what somebody searched for, which may be SQL."""
    facts = event.facts if isinstance(event.facts, dict) else {}
    if not sees_sql:
        facts = {name: value for name, value in facts.items() if (event.kind, name) not in MAY_BE_SQL}
    line = SENTENCES.get(Kind(event.kind), _all)(facts)
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def _downloaded(facts: dict[str, Any]) -> str:
    what = f"{facts.get('visual', '')} as {facts.get('format', '')}: {facts.get('stage', '')}"
    rows = f", {facts['rows']:,} rows" if isinstance(facts.get("rows"), int) else ""
    size = f", {facts['bytes']:,} bytes" if isinstance(facts.get("bytes"), int) else ""
    digest = f", SHA-256 {facts['sha256']}" if facts.get("sha256") else ""
    filters = f", filters: {facts['filters']}" if facts.get("filters") else ""
    return what + filters + rows + size + digest + _of_an_audience(facts)


def _of_an_audience(facts: dict[str, Any]) -> str:
    """The digest of its ids, apart from the zip that they are in; what for; and who let them go."""
    ids = f", SHA-256 of the ids {facts['ids_sha256']}" if facts.get("ids_sha256") else ""
    approved = f", approved by {facts['approved_by']}" if facts.get("approved_by") else ""
    purpose = f", for: {facts['purpose']}" if facts.get("purpose") else ""
    return ids + approved + purpose


def _pressed(facts: dict[str, Any]) -> str:
    """Not with which filters: these are values, which not everybody who reads the log may see."""
    version = f"version {facts['version'][:12]}" if facts.get("version") else ""
    anew = "without any stored result" if facts.get("anew") else ""
    return " · ".join(each for each in ("Refresh", version, _signed_in(facts), anew) if each)


def _commented(facts: dict[str, Any]) -> str:
    return str(facts.get("words", ""))


def _permission(facts: dict[str, Any]) -> str:
    what = f"{facts.get('what', '')} {facts.get('which', '')} {facts.get('action', '')}".strip()
    changes = facts.get("changes") or {}
    said = [f"{name.replace('_', ' ')}: {_change(was, now)}" for name, (was, now) in changes.items()]
    said += [", ".join(map(str, facts.get(side) or [])) for side in ("given", "taken") if facts.get(side)]
    said += [str(facts["reason"])] if facts.get("reason") else []
    kept = facts.get("now") or facts.get("was") or {}
    said += [f"{name.replace('_', ' ')}: {_value(value)}" for name, value in kept.items() if value not in (None, "")]
    return f"{what} – {' · '.join(said)}" if said else what


def _signed_in(facts: dict[str, Any]) -> str:
    return f"from {facts['address']}" if facts.get("address") else ""


def _sign_in_failed(facts: dict[str, Any]) -> str:
    if facts.get("single_sign_on"):
        return f"{_signed_in(facts)} by single sign-on: {facts['single_sign_on']}"
    if facts.get("second_step"):
        return f"{_signed_in(facts)}: the password was right, the second step was not"
    return f"{_signed_in(facts)} under a name with the digest {str(facts.get('name_digest', ''))[:16]}…"


def _admin(facts: dict[str, Any]) -> str:
    return f"{facts.get('what', '')} {facts.get('which', '')} {facts.get('action', '')}: {facts.get('change', '')}"


def _compared(facts: dict[str, Any]) -> str:
    return f"{facts.get('compared', 0):,} statements, {facts.get('count', 0):,} gaps"


def _alert(facts: dict[str, Any]) -> str:
    if facts.get("sentence"):
        return str(facts["sentence"])
    what = f" {facts['what']}" if facts.get("what") else ""
    return f"{facts.get('problem', '')}{what}: {facts.get('query_id', '')}"


def _audited(facts: dict[str, Any]) -> str:
    """Which page was read, and how; what was searched for."""
    how = "" if facts.get("how") == "page" else f" as {facts.get('how', '')}"
    words = f" for “{facts['words']}”" if facts.get("words") else ""
    asked = facts.get("asked") if isinstance(facts.get("asked"), dict) else {}
    more = " · ".join(f"{name}: {value}" for name, value in (asked or {}).items() if value)
    return f"read {facts.get('page', '')}{how}{words}{f' ({more})' if more else ''}"


def _verified(facts: dict[str, Any]) -> str:
    count = int(facts.get("count") or 0)
    came = "all as they were sealed" if not count else f"{count:,} differences: {(facts.get('differences') or [''])[0]}"
    return (
        f"{int(facts.get('rows') or 0):,} rows under {int(facts.get('seals') or 0):,} seals, from number "
        f"{facts.get('since', 1)} on, in {facts.get('seconds', 0)} s: {came}"
    )


def _held(facts: dict[str, Any]) -> str:
    months = f"{facts.get('first') or 'the oldest month'} to {facts.get('last') or 'all that comes'}"
    what = "released" if facts.get("action") == "released" else f"put over {months}"
    return f"the legal hold “{facts.get('hold', '')}” {what}: {facts.get('why', '')}"


def _seen(facts: dict[str, Any]) -> str:
    return str(facts.get("why", ""))


def _all(facts: dict[str, Any]) -> str:
    return " · ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in facts.items())


def _change(was: Any, now: Any) -> str:
    """From what to what; of a list what came and what went, for most of it stayed."""
    if not (isinstance(was, list) and isinstance(now, list)):
        return f"{_value(was)} → {_value(now)}"
    came, went = [each for each in now if each not in was], [each for each in was if each not in now]
    return ", ".join([*(f"+ {each}" for each in came), *(f"− {each}" for each in went)]) or "another order"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


SENTENCES = {
    Kind.AUDITED: _audited,
    Kind.DOWNLOADED: _downloaded,
    Kind.PRESSED: _pressed,
    Kind.COMMENTED: _commented,
    Kind.PERMISSION: _permission,
    Kind.SIGNED_IN: _signed_in,
    Kind.SIGN_IN_FAILED: _sign_in_failed,
    Kind.ADMIN: _admin,
    Kind.COMPARED: _compared,
    Kind.ALERT: _alert,
    Kind.HELD: _held,
    Kind.SEEN: _seen,
    Kind.VERIFIED: _verified,
}
