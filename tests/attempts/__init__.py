"""What attackers try, each as a test. Where each attempt is tried, in this folder or beside what it attacks:

another person's handle           test_handles.py; tests/reports/embed/test_calls.py (forged ones);
                                  tests/browser/test_coming_back.py (a run of someone else in the address)
another person's query ID         test_handles.py, as a handle and as a value
another person's download link    test_handles.py; tests/reports/run/test_downloads.py; tests/portal/sign_in/test_leaving.py
                                  (a link that was kept)
a team's cached option list       test_handles.py; tests/reports/run/test_option_lists.py; tests/portal/test_policies.py
a job queued before the grant     test_queued.py (revoked, past its end, archived); tests/portal/sign_in/test_leaving.py
  ended                           (switched off, left the team); tests/querylog/test_turns.py
a job that a stranger queued      tests/querylog/test_jobs.py
a forged session claim            tests/portal/sign_in/test_sessions.py (a wrong key, a wrong claim, cookies of one's own)
a spoofed single sign-on          test_over_the_wire.py (headers); tests/portal/sign_in/test_openid.py and test_saml.py (tokens,
                                  signatures, replay)
CSRF on callbacks                 test_csrf.py; tests/portal/test_guard.py (every address of a report)
formulas in CSV and XLSX          tests/reports/run/test_downloads.py (hostile and odd values), test_every_download.py
HTML in cells, titles, tooltips   test_tags.py, in a browser; tests/reports/render/test_figures.py, _along, _heatmap, _custom
open redirect                     tests/portal/sign_in/test_redirects.py; test_paths.py (paths, hosts, headers of proxies)
path traversal in assets          test_paths.py, over Django's client and byte by byte
oversized and malformed bodies    test_bodies.py (400 in `make test`, 100,000 in `make test-long`), made by bodies.py and sent
                                  by flood.py; test_depth.py (nesting); test_over_the_wire.py (lengths)
texts that break what reads them  test_odd_texts.py: addresses, paths, forms, headers, cookies, encodings
values that would be SQL          tests/reports/compile/test_hostile.py, test_hostile_parts.py, test_policies_hold.py
secrets in a log, page or trace   test_secrets.py; tests/querylog/test_sensitive.py (values that a report calls sensitive)
guessing passwords and codes      tests/portal/test_sign_in.py, tests/portal/sign_in/test_second_step.py
changing the log afterwards       tests/querylog/test_append_only.py, test_seals.py
"""
