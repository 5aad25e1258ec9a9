"""Mistakes in the memory of the portal, and in the queue that works for it."""

from tests.holes.hole import Hole

DOOR = "tests/querylog/test_door.py"
APPEND_ONLY = "tests/querylog/test_append_only.py"
SEALS = "tests/querylog/test_seals.py"
JOBS = "tests/querylog/test_jobs.py"
EVENTS = "tests/querylog/test_events.py"

LOG = [
    Hole(
        "a statement is sent, and then written down",
        "querylog/door.py",
        was=(
            "    statement = log.intend(sql, binds, asker=asker, purpose=purpose, press=press, parent=parent, part=part)\n"
            "    started = time.monotonic()\n"
            "    try:\n"
            "        result = warehouse"
        ),
        becomes=(
            "    sent = warehouse(asker.team).execute(sql, plain(binds), tag='')\n"
            "    statement = log.intend(sql, binds, asker=asker, purpose=purpose, press=press, parent=parent, part=part)\n"
            "    started = time.monotonic()\n"
            "    try:\n"
            "        result = sent or warehouse"
        ),
        caught_by=[f"{DOOR}::test_nothing_is_sent_when_the_log_cant_be_written"],
    ),
    Hole(
        "rows of the log can be changed",
        "querylog/migrations/0001_keep_the_log_in_months.py",
        was="BEFORE UPDATE OR DELETE OR TRUNCATE ON %I",
        becomes="BEFORE DELETE OR TRUNCATE ON %I",
        caught_by=[f"{APPEND_ONLY}::test_the_database_refuses_to_change_or_remove_a_row"],
    ),
    Hole(
        "a session can put the triggers of the log to rest",
        "querylog/migrations/0001_keep_the_log_in_months.py",
        was="    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', guarded);\n",
        becomes="",
        caught_by=[f"{APPEND_ONLY}::test_a_superusers_session_that_rests_its_triggers_is_refused_too"],
    ),
    Hole(
        "the web's own role may change the log",
        "querylog/roles.py",
        was="REVOKE UPDATE, DELETE, TRUNCATE ON {log} FROM {role};\n",
        becomes="REVOKE TRUNCATE ON {log} FROM {role};\n",
        caught_by=[f"{APPEND_ONLY}::test_the_webs_own_role_has_no_right_to_try"],
    ),
    *[
        Hole(
            f"the seals do not cover {what}",
            "querylog/seals/rows.py",
            was=was,
            becomes="",
            caught_by=[f"{SEALS}::test_a_change_of_any_column_is_found"],
        )
        for what, was in (
            ("the values of a statement", '        "binds",\n'),
            ("who asked", '        "asked_by_name",\n'),
            ("what stands in an event", ', "facts"'),
        )
    ],
    Hole(
        "a seal without its signature will do",
        "querylog/seals/keys.py",
        was="    except InvalidSignature:\n        return False\n",
        becomes="    except InvalidSignature:\n        return True\n",
        caught_by=[f"{SEALS}::test_a_seal_that_was_made_without_the_key_is_found"],
    ),
    Hole(
        "a sensitive value stands in the log as it is",
        "querylog/log.py",
        was="        return in_the_log(value)\n",
        becomes="        return value.value\n",
        caught_by=["tests/querylog/test_sensitive.py::test_a_value_goes_to_snowflake_whole_and_into_the_log_hashed"],
    ),
    Hole(
        "what is typed to find a sensitive value stands in the log as it is",
        "reports/compile/choices.py",
        was="hiding = binds.of(sensitive=field.sensitive)",
        becomes="hiding = binds.of(sensitive=False)",
        caught_by=["tests/querylog/test_sensitive.py::test_what_is_typed_to_find_a_value_is_hidden_too"],
    ),
    Hole(
        "who was served by somebody else's statement is not on record",
        "querylog/sharing.py",
        was="            _put_on_record(theirs, how, asker=asker, press=press, part=part)\n",
        becomes="",
        caught_by=[
            "tests/querylog/test_sharing.py::TestSharing::test_who_was_served_by_anothers_statement_is_on_record"
        ],
    ),
    Hole(
        "a download begins though it can't be put on record",
        "querylog/downloads.py",
        was="self._begun = events.record(",
        becomes="self._begun = events.record_if_possible(",
        caught_by=[f"{EVENTS}::test_a_download_whose_start_cant_be_recorded_does_not_start"],
    ),
    Hole(
        "a right changes though that can't be put on record",
        "portal/access/signals.py",
        was="    record(\n        Kind.PERMISSION,\n        user_id=user_id,",
        becomes="    record_if_possible(\n        Kind.PERMISSION,\n        user_id=user_id,",
        caught_by=[f"{EVENTS}::test_a_right_that_cant_be_recorded_is_not_changed"],
    ),
    Hole(
        "the hash of a password is kept in the history",
        "portal/access/signals.py",
        was='NEVER_KEPT = "password"',
        becomes='NEVER_KEPT = "passwort"',
        caught_by=[f"{EVENTS}::test_no_hash_of_a_password_is_ever_kept"],
    ),
    Hole(
        "a change of what a team sees is not in the history",
        "portal/access/signals.py",
        was="    RowPolicy,\n    ColumnRule,\n    Attribute,\n    Authenticator,",
        becomes="    ColumnRule,\n    Attribute,\n    Authenticator,",
        caught_by=[
            "tests/portal/test_policies.py"
            "::test_every_change_of_what_a_team_sees_is_kept_with_who_and_from_what_to_what"
        ],
    ),
    Hole(
        "a worker runs any function that the queue names",
        "portal/settings.py",
        was='"JOB_CLASS": "querylog.jobs.Watch"',
        becomes='"JOB_CLASS": "rq.job.Job"',
        caught_by=[f"{JOBS}::test_a_worker_runs_no_function_but_ours"],
    ),
    Hole(
        "a worker calls what a job names for its end",
        "querylog/jobs.py",
        was="    success_callback = failure_callback = stopped_callback = None\n",
        becomes="",
        caught_by=[f"{JOBS}::test_a_worker_calls_no_callback_that_a_stranger_names"],
    ),
    Hole(
        "a worker unpickles what the queue holds",
        "querylog/jobs.py",
        was='super().__init__(*args, **{**options, "serializer": JSONSerializer})',
        becomes="super().__init__(*args, **options)",
        caught_by=[f"{JOBS}::test_a_worker_does_not_unpickle_what_a_stranger_put_into_the_queue"],
    ),
]
