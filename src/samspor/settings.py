"""All settings, from the environment; refuses to start in production with a key missing or a demo left on."""

import os
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from samspor.access.keys import DEMO_KEY, Keyring
from samspor.access.roles import Role
from samspor.access.sign_in.providers import providers_from_environment

ROOT = Path(__file__).resolve().parents[2]


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"SAMSPOR_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# --- where this runs: demo (invented people, no real numbers), test, or production ------------------------
MODE = env("MODE", "production")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("SAMSPOR_MODE is one of: demo, test, production.")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = flag("DEBUG")
VAR = Path(env("VAR", str(ROOT / "var")))

SECRET_KEY = env("SECRET_KEY", "" if PRODUCTION else DEMO_KEY)
KEYS = Keyring.from_environment(
    encryption=env("ENCRYPTION_KEYS"), index=env("INDEX_KEYS"), log=env("LOG_KEYS"), demo=not PRODUCTION
)
_hosts = env("HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,testserver")
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured(
            "SAMSPOR_DEBUG must be off in production: error pages would show case data."
        )
    if len(SECRET_KEY) < 50 or SECRET_KEY == DEMO_KEY:
        raise ImproperlyConfigured("SAMSPOR_SECRET_KEY must be a random key of 50 characters or more.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("SAMSPOR_HOSTS must name the site's host names, separated by commas.")

# --- the rooms --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "samspor.base",
    "samspor.access",
    "samspor.people",
    "samspor.agreements",
    "samspor.sharing",
    "samspor.courses",
    "samspor.outcomes",
    "samspor.reports",
    "samspor.operations",
    "samspor.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "samspor.base.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samspor.access.idleness.IdlenessMiddleware",
    "samspor.access.sign_in.second_factor.SecondFactorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "samspor.access.gates.GateMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "samspor.urls"
WSGI_APPLICATION = "samspor.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samspor.base.frame.frame",
                "samspor.access.navigation.navigation",
            ],
            "builtins": ["samspor.base.templatetags.base", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "samspor.base.forms.Renderer"
DJANGO_TABLES2_TEMPLATE = "base/table.html"

# --- the database -----------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": env("SQLITE", str(VAR / "samspor.sqlite3")),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
        },
    }
}
if env("PG_NAME"):
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env("PG_NAME"),
        "USER": env("PG_USER"),
        "PASSWORD": env("PG_PASSWORD"),
        "HOST": env("PG_HOST"),
        "PORT": env("PG_PORT", "5432"),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}} if MODE != "test" else {},
    }
elif PRODUCTION and not flag("ALLOW_SQLITE"):
    raise ImproperlyConfigured(
        "SAMSPOR_PG_NAME must name a PostgreSQL database in production (SAMSPOR_ALLOW_SQLITE=1 for a small trial)."
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- signing in -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "samspor.access.sign_in.local.LocalBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "access:sign_in"
SECOND_FACTOR = PRODUCTION or flag("SECOND_FACTOR")
OIDC_PROVIDERS = providers_from_environment(env, known_roles=Role, https_only=PRODUCTION)
ACCOUNT_ADAPTER = "samspor.access.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "samspor.access.sign_in.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [provider.as_app for provider in OIDC_PROVIDERS.values()]}
}
MFA_ADAPTER = "samspor.access.sign_in.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "samspor.access.sign_in.codes.SecondFactor",
    "reauthenticate": "samspor.access.sign_in.codes.SecondFactorAgain",
    "activate_totp": "samspor.access.sign_in.codes.SetUp",
}
MFA_TOTP_TOLERANCE = 1  # the code before and the code after: phones and people are half a minute off
MFA_TOTP_ISSUER = "Samspor" if not DEMO else "Samspor demo"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
SIGN_IN_WAIT_MINUTES = 15
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_WAIT_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "samspor.access.sign_in.throttle.typed_name"
AXES_CLIENT_IP_CALLABLE = "samspor.access.sign_in.throttle.address"
AXES_LOCKOUT_CALLABLE = "samspor.access.sign_in.throttle.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "code", "next", "csrfmiddlewaretoken"]

# --- one cookie, no other host ----------------------------------------------------------------------------
SESSION_COOKIE_NAME = "samspor"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 24 * 60 * 60  # how long the row of a locked session stays; open it is for IDLE_MINUTES
SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION and not flag("PLAIN_HTTP")
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "samspor.base.views.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
IDLE_MINUTES = 15
DRAFT_HOURS = 24
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["samspor.base.uploads.InMemoryOnly"]

# --- words, files, work -----------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
FORMAT_MODULE_PATH = ["samspor.base.formats"]
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
STATICFILES_DIRS = [("theme", ROOT / "build" / "theme")] if (ROOT / "build" / "theme").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = MODE == "test"  # else each test client would look through all files first
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
AUDIT_HEAD_FILE = VAR / "audit-head.log"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.locmem.EmailBackend"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
