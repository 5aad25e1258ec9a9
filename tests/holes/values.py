"""Mistakes with what comes from a browser and what goes into one, or into a file."""

from tests.holes.hole import Hole

CALLS = "tests/reports/embed/test_calls.py"
HOSTILE = "tests/reports/compile/test_hostile.py"
PAGES = "tests/portal/test_pages.py"
DOWNLOADS = "tests/reports/run/test_downloads.py"

VALUES = [
    Hole(
        "the callbacks of a report need no token",
        "reports/embed/views.py",
        was="import csrf_protect",
        becomes="import csrf_exempt as csrf_protect",
        caught_by=[f"{CALLS}::test_a_call_without_its_token_is_refused"],
    ),
    Hole(
        "the option lists need no token",
        "reports/embed/offers.py",
        was="import csrf_protect",
        becomes="import csrf_exempt as csrf_protect",
        caught_by=["tests/portal/test_guard.py::test_a_post_without_its_token_is_refused_wherever_a_report_is_served"],
    ),
    Hole(
        "no form needs its token",
        "portal/settings.py",
        was='    "django.middleware.csrf.CsrfViewMiddleware",\n',
        becomes="",
        caught_by=["tests/portal/catalog/test_shelf.py::test_a_star_needs_the_token_of_its_form"],
    ),
    Hole(
        "calls that no page of ours makes are answered",
        "reports/embed/views.py",
        was="        check(app, request.body)\n",
        becomes="",
        caught_by=[f"{CALLS}::test_a_call_that_no_page_of_ours_makes_is_refused"],
    ),
    Hole(
        "what was chosen is written into the SQL",
        "reports/compile/conditions.py",
        was="expressions=[binds.mark(value) for value in values]",
        becomes="expressions=[exp.Literal.string(value) for value in values]",
        caught_by=[f"{HOSTILE}::test_no_form_becomes_sql"],
    ),
    Hole(
        "a day or a number is written into the SQL",
        "reports/compile/conditions.py",
        was="expression=binds.mark(value))\n",
        becomes="expression=exp.convert(value))\n",
        caught_by=[f"{HOSTILE}::test_no_form_becomes_sql"],
    ),
    Hole(
        "what is searched for is written into the SQL",
        "reports/compile/conditions.py",
        was='    like = exp.ILike(this=exp.cast(col.copy(), "TEXT"), expression=pattern)',
        becomes='    like = exp.ILike(this=exp.cast(col.copy(), "TEXT"), expression=exp.Literal.string(f"%{text}%"))',
        caught_by=[f"{HOSTILE}::test_no_search_becomes_sql"],
    ),
    Hole(
        "signs of a pattern mean more than themselves in a search",
        "reports/compile/conditions.py",
        was="text = text.replace(special, ESCAPE + special)",
        becomes="text = text.replace(special, special)",
        caught_by=["tests/reports/compile/test_options.py::test_a_search_is_bound_and_its_signs_mean_themselves"],
    ),
    Hole(
        "a table is asked for whatever order the browser names",
        "reports/compile/slices/pages.py",
        was="    if sort not in names:\n",
        becomes="    if not sort:\n",
        caught_by=[f"{CALLS}::test_a_forged_order_of_the_table_is_never_a_failure_of_ours"],
    ),
    Hole(
        "a pick may name any expression",
        "reports/compile/picks.py",
        was="    if not meant:\n",
        becomes="    if not meant and isinstance(pick.column, str):\n        meant = [(visual, pick.column)]\n    if not meant:\n",
        caught_by=[f"{CALLS}::test_a_forged_pick_is_a_sentence"],
    ),
    Hole(
        "pages may hold scripts of anybody",
        "portal/content_policy.py",
        was='"script-src": [SELF, NONCE]',
        becomes='"script-src": [SELF, UNSAFE_INLINE]',
        caught_by=[f"{PAGES}::test_every_page_tells_the_browser_what_it_may_run"],
    ),
    Hole(
        "pages come without a word on what they may load",
        "portal/settings.py",
        was='    "csp.middleware.CSPMiddleware",\n',
        becomes="",
        caught_by=[f"{PAGES}::test_every_page_tells_the_browser_what_it_may_run"],
    ),
    Hole(
        "every page of the portal may evaluate scripts",
        "portal/content_policy.py",
        was='"script-src": [SELF, NONCE]',
        becomes='"script-src": [SELF, NONCE, "\'unsafe-eval\'"]',
        caught_by=["tests/portal/test_admin.py::test_the_admin_pages_evaluate_no_texts_as_scripts"],
    ),
    Hole(
        "markup in a name is markup",
        "portal/templates/_bar.html",
        was="<strong>{{ user.shown_name }}</strong>",
        becomes="<strong>{{ user.shown_name|safe }}</strong>",
        caught_by=[f"{PAGES}::test_a_name_is_shown_as_text_never_as_markup"],
    ),
    Hole(
        "markup in a cell of a table is markup",
        "reports/render/grid.py",
        was='"tooltipField": column.alias}',
        becomes='"tooltipField": column.alias, "cellRenderer": "markdown"}',
        caught_by=["tests/browser/test_visuals.py::test_a_cell_is_shown_as_text_and_never_as_markup"],
    ),
    Hole(
        "an answer may be kept by a cache that others share",
        "reports/embed/views.py",
        was='response["Cache-Control"] = "no-store, private"',
        becomes='response["Cache-Control"] = "public, max-age=60"',
        caught_by=[f"{CALLS}::test_an_answer_is_kept_by_no_cache"],
    ),
    Hole(
        "a formula is a formula in a CSV",
        "querylog/csv_lines.py",
        was='FORMULA = "^[=+',
        becomes='FORMULA = "^[+',
        caught_by=[f"{DOWNLOADS}::test_a_text_that_a_spreadsheet_would_run_is_a_text_in_a_csv"],
    ),
    Hole(
        "a formula in a label is a formula in a CSV",
        "querylog/csv_lines.py",
        was="    safe = [_safe(column) for column in batch.columns]",
        becomes="    safe = [_safe(column) if batch.num_rows > 1 else column for column in batch.columns]",
        caught_by=[f"{DOWNLOADS}::test_a_label_or_a_filter_is_no_formula_either"],
    ),
    Hole(
        "a formula is a formula in an Excel file",
        "reports/run/export_xlsx.py",
        was="return sheet.write_string(row, column, value.hex() if isinstance(value, bytes) else str(value))",
        becomes='return (sheet.write_formula if str(value)[:1] == "=" else sheet.write_string)(row, column, str(value))',
        caught_by=[f"{DOWNLOADS}::test_a_text_is_a_text_in_an_xlsx"],
    ),
]
