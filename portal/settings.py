"""Every setting of the portal: its name, its default, one line. A missing or wrong one stops the start."""

from pathlib import Path
from typing import Any

from portal.access.admin_look import UNFOLD as UNFOLD
from portal.content_policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from portal.content_policy import WITHOUT_EVAL
from portal.environment import THIS_MACHINE, Environment
from portal.identities import problems_of, teams_of
from portal.logs import one_line_each
from portal.sso_settings import SAML_IS_INSTALLED, SingleSignOnSettings

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()

# The portal itself
SECRET_KEY = env.secret(
    "SECRET_KEY", needed="a long random text, kept secret", help="Signs sessions. 50 random characters or more."
)
ALLOWED_HOSTS = env.hosts(
    "ALLOWED_HOSTS",
    needed="the names under which people reach the portal, with commas between",
    help="Names under which people reach the portal, with commas between. No wildcard.",
)
DEBUG = env.flag("DEBUG", default=False, help="Django's error pages, for work on the portal itself; this machine only.")
HTTPS = env.flag("HTTPS", default=True, help="Cookies only over TLS, plain HTTP is redirected, HSTS for a year.")
TRUSTED_PROXY = env.flag(
    "TRUSTED_PROXY",
    default=False,
    help="Believe X-Forwarded-Proto and X-Forwarded-For. Only behind a proxy that sets both.",
)
CSRF_TRUSTED_ORIGINS = env.origins(
    "CSRF_TRUSTED_ORIGINS", help="Other origins that may post forms, such as https://portal.example.com."
)
LOG_LEVEL = env.text(
    "LOG_LEVEL", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"), help="DEBUG, INFO, WARNING or ERROR."
)
STATIC_ROOT = env.text(
    "STATIC_ROOT", default="staticfiles", help="The folder that `manage.py collectstatic` fills and the web serves."
)
TODAY = env.day("TODAY", default=None, help="A fixed day for demos and tests, such as 2026-11-16; else the clock's.")
RELOAD_REPORTS = env.flag(
    "RELOAD_REPORTS", default=False, help="A report file that was saved is read anew at the next request."
)
DEMO = env.flag(
    "DEMO",
    default=False,
    help="Allows `manage.py createpeople` to make the demo people; admins need no second step. This machine only.",
)
PEOPLE_PASSWORD = env.text("PEOPLE_PASSWORD", help="One password for all demo people; else each gets one of their own.")

# Who comes in
SECOND_STEP_KEY = env.secret(
    "SECOND_STEP_KEY",
    help="Encrypts the secrets of second steps. Empty: SECRET_KEY does; under a new one they must be set up anew.",
)
oidc = {
    "OIDC_SERVER_URL": env.text(
        "OIDC_SERVER_URL", help="Sign-in by OpenID Connect: the provider, such as https://login.example.com."
    ),
    "OIDC_CLIENT_ID": env.text("OIDC_CLIENT_ID", help="What the portal is called there."),
    "client_secret": env.text("OIDC_CLIENT_SECRET", help="The portal's secret there."),
    "OIDC_CLIENT_SECRET_FILE": env.text("OIDC_CLIENT_SECRET_FILE", help="The same in a file, as containers have it."),
    "OIDC_SCOPES": env.text(
        "OIDC_SCOPES", default="openid profile email", help="What it is asked for; some want `groups` here too."
    ),
    "OIDC_NAME": env.text("OIDC_NAME", default="single sign-on", help="What the button says: Continue with …"),
}
saml = {
    "SAML_ENTITY_ID": env.text("SAML_ENTITY_ID", help="Sign-in by SAML: the provider's entity ID."),
    "SAML_SIGN_IN_URL": env.text("SAML_SIGN_IN_URL", help="Where it signs people in (HTTP-Redirect)."),
    "SAML_CERTIFICATE_FILE": env.text("SAML_CERTIFICATE_FILE", help="Its certificate, PEM."),
    "SAML_NAME": env.text("SAML_NAME", default="single sign-on", help="What the button says: Continue with …"),
}
SSO_GROUPS_CLAIM = env.text(
    "SSO_GROUPS_CLAIM",
    default="groups",
    help="The claim or attribute with a person's groups.",
)
SSO_DOMAINS = env.words(
    "SSO_DOMAINS",
    help="Who comes by single sign-on with an e-mail address in these gets an account; mapped groups do too.",
)
SSO_LINKS_BY_EMAIL = env.flag(
    "SSO_LINKS_BY_EMAIL",
    default=False,
    help="Who has an account with the same e-mail address, and no rights of its own, is signed in to it. "
    "Not where people choose theirs.",
)
SCIM_TOKEN: str = env.secret(
    "SCIM_TOKEN", help="Lets the identity provider keep accounts and groups by SCIM 2.0 at /scim/v2/. Empty: it can't."
)

# Where it remembers
DATABASE = env.database(
    "DATABASE_URL", needed="postgres://user:password@host:5432/name", help="PostgreSQL: people, teams, grants, the log."
)
env.database(
    "DATABASE_OWNER_URL",
    help="The same database as the owner of its tables: for `migrate` and `droplog`, which manage.py gives it to.",
)
DATABASE_CONNECTIONS = env.number(
    "DATABASE_CONNECTIONS",
    default=16,
    help="At most so many to PostgreSQL, for each process; not fewer than its threads.",
)
REDIS_URL = env.redis(
    "REDIS_URL", default="redis://127.0.0.1:6379/0", help="Valkey or Redis: the queue of the workers."
)

# How it tells people what they are not here to see
MAIL_SERVER = env.mail(
    "EMAIL_URL", help="Mails requests for access, such as smtp+tls://user:password@host:587. Empty: none."
)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", default="portico@localhost", help="The sender of these mails.")

# Snowflake
SNOWFLAKE: dict[str, Any] = {
    "account": env.text(
        "SNOWFLAKE_ACCOUNT",
        needed="the account's identifier, such as myorg-myaccount",
        help="The account's identifier, such as myorg-myaccount.",
    ),
    "user": env.text(
        "SNOWFLAKE_USER", needed="the portal's service user in Snowflake", help="The portal's service user."
    ),
    # Exactly one way to sign in: a key pair, an access token, an OAuth token, OAuth client credentials, or a password.
    "private_key_file": env.text(
        "SNOWFLAKE_PRIVATE_KEY_FILE", help="Sign in by key pair: a PEM file. Exactly one of five ways is given."
    ),
    **env.secret_or_file("private_key_passphrase", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", help="Opens that file."),
    **env.secret_or_file("token", "SNOWFLAKE_TOKEN", help="Or by a programmatic access token."),
    "oauth_token_file": env.text(
        "SNOWFLAKE_OAUTH_TOKEN_FILE",
        help="Or by OAuth: a file with an access token that others keep fresh, read at each sign-in.",
    ),
    "oauth_client_id": env.text("SNOWFLAKE_OAUTH_CLIENT_ID", help="Or by OAuth client credentials."),
    **env.secret_or_file("oauth_client_secret", "SNOWFLAKE_OAUTH_CLIENT_SECRET", help="The client's secret."),
    "oauth_token_request_url": env.text(
        "SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL", help="Where the OAuth server gives the client a token."
    ),
    "oauth_scope": env.text("SNOWFLAKE_OAUTH_SCOPE", help="What for; else `session:role:` and SNOWFLAKE_ROLE."),
    **env.secret_or_file("password", "SNOWFLAKE_PASSWORD", help="Or by password."),
    "role": env.text("SNOWFLAKE_ROLE", help="Its role; else the user's own default."),
    "warehouse": env.text("SNOWFLAKE_WAREHOUSE", help="Its warehouse; else the user's own default."),
    "database": env.text("SNOWFLAKE_DATABASE", help="Where tables are looked up that name no database."),
    "schema": env.text("SNOWFLAKE_SCHEMA", help="Where tables are looked up that name no schema."),
    "host": env.text("SNOWFLAKE_HOST", help="Only for the stand-in or a private link."),
    "port": env.number("SNOWFLAKE_PORT", default=443, help="Only for the stand-in or a private link."),
    "protocol": env.text(
        "SNOWFLAKE_PROTOCOL", default="https", choices=("https", "http"), help="http only for the stand-in."
    ),
}
SNOWFLAKE_UI = env.text(
    "SNOWFLAKE_UI",
    help="Snowflake's pages, to link to: https://app.snowflake.com/myorg/myaccount. Empty: by the account.",
)
if SNOWFLAKE_UI and not SNOWFLAKE_UI.startswith("https://"):
    env.refuse(f"SNOWFLAKE_UI is {SNOWFLAKE_UI!r}: write it as https://app.snowflake.com/myorg/myaccount.")
SNOWFLAKE_TEAMS_FILE = env.text(
    "SNOWFLAKE_TEAMS_FILE",
    help="A TOML file like connections.toml: a section for each team that has its own user, role or warehouse.",
)
WAREHOUSE_CONNECTIONS = env.number(
    "WAREHOUSE_CONNECTIONS",
    default=8,
    help="To Snowflake, for each process; a team in SNOWFLAKE_TEAMS_FILE has its own.",
)
STATEMENT_TIMEOUT_SECONDS = env.number(
    "STATEMENT_TIMEOUT_SECONDS",
    default=600,
    help="Snowflake stops a statement after this; its own default is two days.",
)
LOGIN_TIMEOUT_SECONDS = env.number("LOGIN_TIMEOUT_SECONDS", default=15, help="For signing in to Snowflake.")
NETWORK_TIMEOUT_SECONDS = env.number(
    "NETWORK_TIMEOUT_SECONDS", default=30, help="For one exchange with Snowflake; a slice may take no longer."
)
PATIENCE_SECONDS = env.decimal(
    "PATIENCE_SECONDS", default=2.0, help="A statement that takes longer is watched by a worker, with progress shown."
)
FRESH_SECONDS = env.number(
    "FRESH_SECONDS", default=900, help="So old may a stored result be that serves who asks the same again."
)
TEAM_RUNNING = env.number(
    "TEAM_RUNNING", default=8, help="Queries that a team may run at once, where the team itself says nothing else."
)
TEAM_WAITING = env.number("TEAM_WAITING", default=50, help="And so many more that may wait for their turn.")

teams = teams_of(SNOWFLAKE_TEAMS_FILE, SNOWFLAKE)
SNOWFLAKE_TEAMS = teams.identities
for problem in [*(problems_of(SNOWFLAKE) if SNOWFLAKE["account"] else []), *teams.problems]:
    env.refuse(problem)
# The log
SEAL_KEY_FILE = env.text("SEAL_KEY_FILE", help="Signs the seals of the log: an Ed25519 private key, PEM.")
SEAL_CHECKPOINTS = env.text(
    "SEAL_CHECKPOINTS",
    help="Where checkpoints of the seals go, out of the database's reach: a folder, s3://… or gs://….",
)
LOG_HASH_KEY = env.secret(
    "LOG_HASH_KEY",
    help="Hashes the values of sensitive fields in the log. Empty: SECRET_KEY does; a new one finds none of the old.",
)
LOG_RETENTION_MONTHS = env.number(
    "LOG_RETENTION_MONTHS", default=0, help="`droplog` may take out months that are older; 0: none, ever."
)
LOG_EXPORT_ROWS = env.number(
    "LOG_EXPORT_ROWS", default=5_000_000, help="At most so many statements in one file of the audit's export."
)

LOG_STREAM = env.stream(
    "LOG_STREAM",
    help="The keeper passes on new rows there, as JSON Lines: file:///var/log/portico.jsonl or https://….",
)
LOG_STREAM_TOKEN = env.text("LOG_STREAM_TOKEN", help="What it shows to a webhook, as a bearer token.")
LOG_STREAM_GZIP = env.flag("LOG_STREAM_GZIP", default=False, help="Bodies to the webhook are compressed.")
AUDIT_API_RATE = env.number(
    "AUDIT_API_RATE", default=120, help="Calls that one token of the audit's API may make in a minute."
)

single_sign_on = SingleSignOnSettings(oidc, saml)
for problem in single_sign_on.problems:
    env.refuse(problem)
if DEBUG and not THIS_MACHINE.issuperset(ALLOWED_HOSTS):
    env.refuse("DEBUG shows settings to strangers: switch it off, or allow no host but localhost.")
if DEMO and not THIS_MACHINE.issuperset(ALLOWED_HOSTS):
    env.refuse(
        "DEMO lets admins in by password alone, and prints the passwords that it makes: "
        "switch it off, or allow no host but localhost."
    )
env.complain()

# ----------------------------------------------------------------------------- below, nothing is configurable

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "portal.access.apps.PorticoAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *(["allauth.socialaccount.providers.saml"] if SAML_IS_INSTALLED else []),
    "csp",
    "django_rq",
    "portal.access.apps.Access",
    "portal.catalog.apps.Catalog",
    "portal.audiences.apps.Audiences",
    "portal.pages",
    "reports",
    "querylog",
]
MIDDLEWARE = [
    # First, what every answer carries, errors and files included.
    "portal.pages.safe_headers.SafeHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.pages.health.Probes",  # before the rest: a probe knows no host name, no cookie and no TLS
    "portal.pages.this_machine.ThisMachineOnly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.fresh_reports.FreshReports",
    "portal.pages.errors.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.access.acting.Acting",
    "portal.access.read_only.ReadOnly",
    "allauth.account.middleware.AccountMiddleware",
    "portal.access.guard.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
]
SCIM_SERVICE_PROVIDER = {
    "AUTH_CHECK_MIDDLEWARE": "portal.provisioning.gate.Gate",
    "USER_ADAPTER": "portal.provisioning.people.Person",
    "USER_FILTER_PARSER": "portal.provisioning.filters.PersonFilter",
    "GROUP_MODEL": "portal.access.models.DirectoryGroup",
    "GROUP_ADAPTER": "portal.provisioning.groups.Group",
    "GROUP_FILTER_PARSER": "portal.provisioning.filters.GroupFilter",
    "SERVICE_PROVIDER_CONFIG_MODEL": "portal.provisioning.offer.Offer",
    "GET_EXTRA_MODEL_FILTER_KWARGS_GETTER": "portal.provisioning.reach.within_reach",
    "GET_OBJECT_POST_PROCESSOR_GETTER": "portal.provisioning.reach.held",
    "GET_QUERYSET_POST_PROCESSOR_GETTER": "portal.provisioning.reach.with_the_other_side",
    "BASE_LOCATION_GETTER": "portal.provisioning.reach.here",
    "NETLOC": "here",  # it has to be something; BASE_LOCATION_GETTER says where
    "AUTHENTICATION_SCHEMES": [
        {"type": "oauthbearertoken", "name": "Bearer token", "description": "SCIM_TOKEN of the portal's settings"}
    ],
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = MAIL_SERVER.get("EMAIL_HOST", "")  # empty: no mail is sent
EMAIL_PORT = MAIL_SERVER.get("EMAIL_PORT") or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    MAIL_SERVER.get("EMAIL_HOST_USER") or "",
    MAIL_SERVER.get("EMAIL_HOST_PASSWORD") or "",
)
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.get("EMAIL_USE_TLS", False), MAIL_SERVER.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 5  # a person waits for it
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LOGGING = one_line_each(LOG_LEVEL)
STILL_OPEN = "portal.access.rights.still_open"  # asked by querylog of those whose statements run
SHOWN_FIRST = "portal.access.second_step.needed_of_admins"  # asked by the audit before each of its pages
REPORT_VERSION = "reports.registry.version_of"  # asked by querylog whether what was pressed is still the present one
KNOWN_TABLES = "reports.schema.snapshot"  # asked by querylog for the tables there are, and their columns
KNOWN_REPORTS = "portal.catalog.known.reports"  # asked by the audit: which of these does nobody use?
KNOWN_TEAMS = "portal.catalog.known.teams"  # and which of these may have a budget?
CLEANERS = ["portal.access.sessions.forget_the_ended", "reports.run.models.forget_the_old"]  # the keeper's, each day
RQ_QUEUES = {"default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 3600, "SERIALIZER": "rq.serializers.JSONSerializer"}}
RQ = {"WORKER_CLASS": "querylog.jobs.JsonWorker", "JOB_CLASS": "querylog.jobs.Watch"}
RQ_SHOW_ADMIN_LINK = False  # its pages run and requeue jobs, past our guard
# What filters offer, and names for the audit. In the memory of each process: these are rows of the data, which rest in
# no store of the portal, and to read them from Valkey would be to unpickle what somebody else may have put there. Each
# pause in a search is one of some 10 kB; Django's 300 would not last for the ten minutes for which they are kept.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 4_000, "CULL_FREQUENCY": 20},  # the twentieth that was not asked for longest goes
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates", BASE_DIR / "querylog" / "audit" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# A pool gives up after its timeout, so a dead database is an answer within seconds and not a hanging page. It tries
# again at longer and longer intervals; with a short reconnect_timeout the portal is back soon after a long outage.
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DATABASE.get("OPTIONS", {}),
            "connect_timeout": 2,
            # What waits for a lock or has no answer for so long is refused: a hung log must not hang the page.
            # Who changes rights through the portal is in the history by name; what others change, a trigger puts there.
            "options": "-c lock_timeout=3s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
            " -c portico.keeps_history=yes",
            "pool": {"min_size": 1, "max_size": max(DATABASE_CONNECTIONS, 1), "timeout": 2, "reconnect_timeout": 1},
        },
    }
}

# Who is asking
AUTH_USER_MODEL = "access.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# By allauth, in the portal's own pages (portal.access.urls); nobody makes an account with a password.
ACCOUNT_ADAPTER = "portal.access.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE
ACCOUNT_RATE_LIMITS = False  # ours count in the database, over all processes: portal.access.guesses
ACCOUNT_FORMS = {
    "login": "portal.access.sign_in.SignInForm",
    "reauthenticate": "portal.access.sign_in.PasswordAgainForm",
}
MFA_ADAPTER = "portal.access.second_step.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Portico"
MFA_TOTP_TOLERANCE = 1  # intervals: clocks differ, and fingers are slow
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are not used to get in
MFA_FORMS = {
    "authenticate": "portal.access.sign_in.CodeForm",
    "reauthenticate": "portal.access.sign_in.CodeAgainForm",
    "activate_totp": "portal.access.sign_in.NewAppForm",
}
ADMIN_SECOND_STEP = not DEMO
SOCIALACCOUNT_ADAPTER = "portal.access.sso.SingleSignOn"
SOCIALACCOUNT_PROVIDERS = single_sign_on.providers
SOCIALACCOUNT_STORE_TOKENS = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # the queue's server may die without signing anyone out
SESSION_COOKIE_NAME = "portico_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = False  # Dash reads it and sends it back in a header
CSRF_FAILURE_VIEW = "portal.pages.errors.stale_form"

# What a browser may do with our pages
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers preload the name is its owner's decision, not ours
X_FRAME_OPTIONS = "DENY"

# Files that never change under their name
STATIC_URL = "/static/"
STATIC_ROOT = str(BASE_DIR / STATIC_ROOT)
STATICFILES_DIRS = [
    BASE_DIR / "portal" / "static",
    BASE_DIR / "reports" / "embed" / "static",
    ("unfold/js/alpine", WITHOUT_EVAL),  # in the place of unfold's own
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "reports.embed.static_files.ComponentFinder",
]
PLOTLY_COMPONENTS = ["dash_ag_grid"]  # what Dash shows besides its own components
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_files.Collected"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Until collectstatic has run, files come straight from their sources, looked up as they are asked for.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not Path(STATIC_ROOT, "staticfiles.json").exists()
