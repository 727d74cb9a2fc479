"""All settings of Backsite, read from the environment (or from a file `.env` beside manage.py).

Required unless DEBUG is on: SECRET_KEY, ALLOWED_HOSTS, SITE_URL. The rest has a default that is
right for one machine: SQLite, mail to the terminal. docs/operating.md lists them all.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from backsite.database_settings import database_settings
from backsite.headers import add_file_headers
from backsite.logging_settings import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)

# --- Who we are -----------------------------------------------------------------------------

SITE_NAME = env.str("SITE_NAME", default="Backsite")
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-" + "0" * 40 if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text, or DEBUG=1 for development.")
# What people wrote is encrypted in the database with the first key; all of them can decrypt it.
DATA_KEYS = env.list("DATA_KEYS", default=[])
if any(len(key) < 32 for key in DATA_KEYS):
    raise ImproperlyConfigured("Each of DATA_KEYS must be a random text of 32 characters or more.")
DATA_KEYS = DATA_KEYS or [SECRET_KEY]
_hosts = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
ALLOWED_HOSTS = [host.strip() for host in _hosts]
if not ALLOWED_HOSTS or any("/" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names of this site, comma-separated.")
if "*" in ALLOWED_HOSTS and not DEBUG:
    # The host of the request decides which addresses count as ours after login.
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this site, not any host.")
# The address readers type. Feeds, sitemaps and mails contain it. If it is https, the settings that
# need TLS are on (secure cookies, HSTS, the redirect): so the two cannot contradict each other.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000" if DEBUG else "").rstrip("/")
_parts = urlsplit(SITE_URL)
_has_more = _parts.path or _parts.query or _parts.fragment
if _parts.scheme not in {"http", "https"} or not _parts.hostname or _has_more:
    raise ImproperlyConfigured("Set SITE_URL to the address of this site: https://example.org")
OVER_TLS = _parts.scheme == "https"
IS_LOCAL = _parts.hostname in {"127.0.0.1", "localhost", "::1"}
# Whom a reader calls. The defaults are only for a site of the United Kingdom: a site of another
# country does not start without its own, so that it never shows numbers of the wrong country.
_OF_A_COUNTRY = ("HELP_EMERGENCY", "EMERGENCY_NUMBER", "HELP_URGENT", "URGENT_NUMBER")


def _words(name: str, default: str) -> str:
    return env.str(name, default=default).strip()  # nobody can call a number of spaces


_UNSET = [name for name in _OF_A_COUNTRY if name not in env.ENVIRON]
HELP_COUNTRY = _words("HELP_COUNTRY", default="UK" if len(_UNSET) == len(_OF_A_COUNTRY) else "")
_IS_UK = HELP_COUNTRY == "UK"
if _UNSET and not _IS_UK:
    raise ImproperlyConfigured(
        f"Set {', '.join(_UNSET)}, or HELP_COUNTRY=UK: readers would be told to call those of the"
        " United Kingdom. (URGENT_NUMBER may be empty, where a country has none.)"
    )
HELP_SERVICES = {
    "emergency": _words("HELP_EMERGENCY", default="999, or go to A&E"),
    "urgent": _words("HELP_URGENT", default="your GP surgery, or NHS 111"),
    "soon": _words("HELP_SOON", default="a GP or a physiotherapist"),
}
EMERGENCY_NUMBER = _words("EMERGENCY_NUMBER", default="999")
URGENT_NUMBER = _words("URGENT_NUMBER", default="111")  # empty: there is no such number
if not (all(HELP_SERVICES.values()) and EMERGENCY_NUMBER):
    raise ImproperlyConfigured(
        "HELP_EMERGENCY, HELP_URGENT, HELP_SOON and EMERGENCY_NUMBER must not be empty."
    )
# Whom somebody who thinks of ending their life can call at any hour, beside the emergency number.
HELP_LISTENING = _words("HELP_LISTENING", default="Samaritans, free of charge" if _IS_UK else "")
_ARE_SAMARITANS = _IS_UK and "HELP_LISTENING" not in env.ENVIRON  # the number is theirs alone
LISTENING_NUMBER = _words("LISTENING_NUMBER", default="116 123" if _ARE_SAMARITANS else "")
if LISTENING_NUMBER and not HELP_LISTENING:
    raise ImproperlyConfigured("Set HELP_LISTENING, too: who answers at LISTENING_NUMBER.")
EDITOR_NAMES = env.list("EDITOR_NAMES", default=[])  # who is behind the site, by name

# Where to report a security hole: a mailto: or https: address, for /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# --- Parts ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "backsite.apps.BacksiteConfig",
    "backsite.apps.BacksiteAdminConfig",
    "accounts",
    "articles",
    "journal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_fsm",
    "django_prose_editor",
    "simple_history",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "backsite.logs.RequestIdMiddleware",
    "backsite.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.PrivateCompressionMiddleware",
    "backsite.headers.PolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "backsite.unavailable.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.StaffIdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "backsite.unavailable.UnavailableMiddleware",
]
ROOT_URLCONF = "backsite.urls"
WSGI_APPLICATION = "backsite.wsgi.application"
FORM_RENDERER = "accounts.form_renderer.PlainInputs"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backsite.context.site",
            ],
        },
    },
]

# The plain pages in the site map, by the names of their URL patterns.
SITEMAP_PAGES = (
    "articles:home",
    "articles:get_help",
    "articles:about",
    "method",
    "journal_preview",
    "try",
    "articles:editorial",
    "articles:privacy",
    "articles:accessibility",
    "articles:sources",
)

# --- Data -----------------------------------------------------------------------------------

DATABASES = database_settings(env, BASE_DIR)
DATABASE_ROUTERS = ["articles.page_cache.replica.ReplicaRouter"] if "replica" in DATABASES else []
# Bytes of built public pages that each process keeps; 0 builds every page again.
BUILT_PAGES_BYTES = env.int("BUILT_PAGES_BYTES", default=0 if DEBUG else 8 * 1024 * 1024)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# allauth counts tries in the default cache: these limits must hold for all processes together, and
# over restarts.
CACHES = {"default": {"BACKEND": "accounts.limits.LimitCache"}}
# Sessions are in the database alone. With a copy in a cache that was down for a while, somebody
# who signed out in that time would be signed in again.
SESSION_ENGINE = "accounts.sessions"

# --- Mail -----------------------------------------------------------------------------------

vars().update(env.email("EMAIL_URL", default="consolemail://"))
# Mail is stored first and then sent by the runner of jobs (`accounts/mail.py`), which is part of
# `manage.py serve`; with DEBUG it is sent at once.
MAIL_DELIVERY_BACKEND = vars()["EMAIL_BACKEND"]
if not DEBUG:
    EMAIL_BACKEND = "accounts.mail.QueuedEmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "FROM_EMAIL", default=f"{SITE_NAME} <noreply@localhost>"
)
# Who gets a mail about errors; without it errors are only in the log.
ADMINS = [(address, address) for address in env.list("ERROR_MAIL_TO", default=[])]
EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
# Seconds, because a mail server that never answers must not stop the runner of jobs for ever.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
if EMAIL_TIMEOUT <= 0:
    raise ImproperlyConfigured("EMAIL_TIMEOUT must be a number of seconds above 0.")

# --- People ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Pages that depend on who asks: no browser, no proxy and no page cache may keep them.
PRIVATE_PREFIXES = ("/journal/", "/accounts/", "/admin/")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "journal:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # optional: else a code by mail each time
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Only in the browser that signed up: elsewhere the link only confirms the address.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail about every change to how a person signs in
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if OVER_TLS else "http"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# For people who prefer a code from a mail to a password. A mail may take some minutes.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# Besides allauth's limits by the minute, so that nobody floods a mailbox or guesses all day.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,10/h/key"}
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "accounts.login_forms.SignupForm"}
MFA_FORMS = {
    "login_webauthn": "accounts.login_forms.LoginByPasskeyForm",
    "add_webauthn": "accounts.login_forms.AddPasskeyForm",
}
# How many of our own proxies are in front: allauth's rate limits count by the client's address,
# which must not be taken from a header that anyone can send.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)
if BEHIND_TLS_PROXY and ALLAUTH_TRUSTED_PROXY_COUNT < 1:
    # All requests would seem to come from the proxy, and one guesser would lock everybody out.
    raise ImproperlyConfigured(
        "Set TRUSTED_PROXY_COUNT to the number of your proxies, since BEHIND_TLS_PROXY says that "
        "there is one."
    )
# Otherwise whoever knows an editor's password could publish advice to everybody.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEBUG)
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)  # 0: no limit of their own
# Days that sign-ins are kept (address, browser): by default as long as people stay signed in.
SIGN_IN_RETENTION_DAYS = env.int("SIGN_IN_RETENTION_DAYS", default=14)
if SIGN_IN_RETENTION_DAYS < 1 or STAFF_IDLE_MINUTES < 0:
    raise ImproperlyConfigured("SIGN_IN_RETENTION_DAYS or STAFF_IDLE_MINUTES is too small.")
# Days that the operator keeps backups, as pages on data state it; 0: they say whom to ask.
BACKUP_RETENTION_DAYS = env.int("BACKUP_RETENTION_DAYS", default=0)
MFA_TOTP_ISSUER = SITE_NAME
# A passkey is bound to a host name: a site whose address is an IP number can have none.
MFA_PASSKEY_LOGIN_ENABLED = not re.fullmatch(r"[\d.]+|.*:.*", _parts.hostname)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
if MFA_PASSKEY_LOGIN_ENABLED:
    MFA_SUPPORTED_TYPES += ["webauthn"]
# Nobody signs in before their address is confirmed. Without this, a second address that is not yet
# confirmed would prevent a person from turning on the second step, and the other way round.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Not in a cookie, which can be read on the device: messages may name pain scores and the address.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"

# --- Time and words -------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE {TIME_ZONE!r} is not the name of a time zone.")

# --- Files ----------------------------------------------------------------------------------

# Long files of walks, until the runner of jobs has read them. Nobody else may read the folder.
RECEIVED_FILES = Path(env.str("RECEIVED_FILES", default=str(BASE_DIR / "received_files")))
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = add_file_headers

# --- Safety ---------------------------------------------------------------------------------

# A draft with all its questions is one form, with 13 fields a question: with Django's 1,000 nobody
# could save an imported document of 80 questions. Django's limit in bytes still applies.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 15_000
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = OVER_TLS
SECURE_HSTS_SECONDS = 31_536_000 if OVER_TLS else 0
# Only on request: these bind the operator's other hosts too, and browsers remember them for years.
SECURE_HSTS_INCLUDE_SUBDOMAINS = OVER_TLS and env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS and env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they ask for these two
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "backsite.errors.csrf_failure"
# The same policy for every page, admin included. A nonce is made only if a template asks for one
# (the editor's import map), so that public pages are the same bytes for everybody.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Looks ----------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Statements that take this long (ms) are logged, without their parameters; 0 logs none.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=0)
LOGGING = logging_settings(env.str("LOG_FORMAT", default="text"), mails_errors=bool(ADMINS))
