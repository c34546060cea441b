"""Django's settings, all derived from the typed environment (config/env.py)."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from visavis.config import env as environment
from visavis.config import storage
from visavis.config.logs import LOGGING as LOGGING

ENV = environment.read()
BASE_DIR = environment.ROOT
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
BASE_DOMAIN = ENV.base_domain
ALLOWED_HOSTS = [ENV.base_domain, f".{ENV.base_domain}", "127.0.0.1"]
ROOT_URLCONF = "visavis.config.urls"
WSGI_APPLICATION = "visavis.config.wsgi.application"
APPEND_SLASH = True

ROOMS = [
    "visavis.core",
    "visavis.accounts",
    "visavis.patients",
    "visavis.notices",
    "visavis.messaging",
    "visavis.scheduling",
    "visavis.consultations",
    "visavis.front",
    "visavis.office",
    "visavis.api",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "django_vite",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "visavis.config.addresses.AddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "visavis.config.middleware.TransferMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "visavis.config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "visavis.config.middleware.TenantMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "visavis.accounts.middleware.SecondFactorMiddleware",
    "visavis.config.acting_as.ActingAsMiddleware",
    "visavis.config.middleware.SuspensionMiddleware",
    "visavis.config.middleware.RefusalMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "visavis.config.middleware.page_context",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database(url: str) -> dict[str, Any]:
    """Django's connection settings for a postgresql:// address, as the role asked for."""
    parts = urlsplit(url or "postgresql://visavis_app@127.0.0.1:5432/visavis")
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 1}
    if os.environ.get("DATABASE_URL") and ENV.database_role == "app":
        options["options"] = "-c role=visavis_app"
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "visavis.core.pg.engine",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", "") or parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"MIGRATE": True},
    }


DATABASES = {"default": _database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "fields.W342",
    "auth.W004",  # the mail address is unique by lower case, which the check cannot see
]

# People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if ENV.mode == "test"
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "visavis.accounts.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "visavis.accounts.sso.adapter.SocialAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (  # one that keeps no list of addresses of its own
    "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
)
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "visavis.accounts.forms.LoginForm",
    "reset_password": "visavis.accounts.forms.ResetForm",
}
# Guessing is slowed down by accounts/attempts.py; these only keep the machine free.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "1000/5m/key",
    "reset_password": "100/m/ip",
    "reset_password_from_key": "100/m/ip",
    "change_password": "10/m/user",
    "sso": "300/m/ip",
    "reauthenticate": "30/m/user",
    "invitation": "60/m/ip",
    "invite": "60/h/user",
}
MFA_ADAPTER = "visavis.accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # logins are made by links in mails
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV.public_scheme == "http"  # *.localhost, never outside
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "visavis.accounts.forms.CodeForm",
    "reauthenticate": "visavis.accounts.forms.CodeAgainForm",
    "add_webauthn": "visavis.accounts.passkey_forms.AddForm",
    "authenticate_webauthn": "visavis.accounts.passkey_forms.SecondForm",
    "login_webauthn": "visavis.accounts.passkey_forms.LoginForm",
    "reauthenticate_webauthn": "visavis.accounts.passkey_forms.AgainForm",
}
GEOIP_DATABASE = ENV.geoip_database
TRUSTED_PROXIES = ENV.trusted_proxies
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "visavis"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"

# Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English")), ("nl", _("Dutch")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "visavis" / "locale"]
LANGUAGE_COOKIE_NAME = "visavis_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# What the browser gets --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
STATICFILES_DIRS = [BASE_DIR / "visavis" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/.+-[\w-]{8}\.\w+$"
STORAGES = {
    "default": storage.chosen(ENV.storage_url, ENV.data),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "visavis" / "static" / "dist" / ".vite" / "manifest.json",
        "static_url_prefix": "dist",
    }
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:", "mediastream:"],
        "font-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'", "ws:", "wss:"]
        if ENV.public_scheme == "http"
        else ["'self'", "wss:"],
        "frame-ancestors": ["'none'"],
        # A form of the platform's own pages leads on into a practice.
        "form-action": ["'self'", f"{ENV.public_scheme}://*.{ENV.base_domain}:*"],
        "base-uri": ["'self'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "visavis.core.ui.views.csrf_failure"
if ENV.public_scheme == "https":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    CSRF_TRUSTED_ORIGINS = [f"https://{BASE_DOMAIN}", f"https://*.{BASE_DOMAIN}"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Mail, short messages, jobs ---------------------------------------------------------------
DEFAULT_FROM_EMAIL = ENV.mail_from
EMAIL_BACKEND = "visavis.notices.channels.backend.EmailBackend"
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DB_FORMAT = "E164"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

# Guards -----------------------------------------------------------------------------------
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}
}
ALTCHA_MAX_NUMBER = 2_000 if ENV.mode in ("test", "demo") else 60_000
