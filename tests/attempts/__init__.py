"""What attackers try, each as a test; here is where. Paths are below tests/.

another person's handle
    attempts/test_handles.py
    reports/embed/test_calls.py: forged ones
    browser/test_coming_back.py: a run of someone else in the address

another person's query ID
    attempts/test_handles.py: as a handle, and as a value

another person's download link
    attempts/test_handles.py
    portal/audiences/test_file.py, portal/audiences/test_approval.py: of an audience
    reports/run/test_downloads.py
    portal/sign_in/test_leaving.py: a link that was kept

a team's cached option list
    attempts/test_handles.py
    reports/run/test_option_lists.py
    portal/test_policies.py

a job queued before the grant ended
    attempts/test_queued.py: revoked, past its end, archived
    portal/sign_in/test_leaving.py: switched off, left the team
    querylog/test_turns.py: nothing reaches Snowflake
    querylog/test_jobs.py: a job that a stranger put there

a forged session claim
    portal/sign_in/test_sessions.py: minted with a wrong key, another person's claim, cookies of one's own

a spoofed single sign-on
    attempts/test_over_the_wire.py: headers that name somebody
    portal/sign_in/test_sessions.py: the same without a server
    portal/sign_in/test_openid.py, portal/sign_in/test_saml.py: tokens, signatures, answers that come twice

CSRF on callbacks
    attempts/test_csrf.py
    portal/test_guard.py: every address of a report

formula injection in CSV and XLSX
    reports/run/test_downloads.py: hostile and odd values
    reports/run/test_every_download.py
    portal/audiences/test_file.py: in an id

ids out past the approval that a team wants
    portal/audiences/test_approval.py
    reports/checks/test_audiences.py: by the download of another visual

HTML in data cells, titles and tooltips
    browser/test_tags.py: in a browser
    reports/render/test_figures.py, reports/render/test_figures_along.py, reports/render/test_figures_heatmap.py
    reports/render/test_figures_custom.py: links

open redirect
    portal/sign_in/test_redirects.py
    attempts/test_paths.py: paths, hosts, headers of proxies

path traversal in assets
    attempts/test_paths.py: over Django's client, and byte by byte

oversized and malformed callback bodies
    attempts/test_bodies.py: 400 of them in `make test`, 100,000 in `make test-long`
    attempts/test_depth.py: nested too deep
    attempts/test_over_the_wire.py: lengths that are a lie
    reports/embed/test_calls.py

texts that break what reads them
    attempts/test_odd_texts.py: addresses, paths, forms, headers, cookies
    attempts/test_over_the_wire.py: encodings

values that would be SQL
    reports/compile/test_hostile.py, reports/compile/test_hostile_parts.py
    reports/compile/test_policies_hold.py

secrets in a log, page or trace
    attempts/test_secrets.py
    querylog/test_sensitive.py: values that a report calls sensitive

guessing passwords and codes
    portal/test_sign_in.py
    portal/sign_in/test_second_step.py

changing the log afterwards
    querylog/test_append_only.py
    querylog/test_seals.py
"""
