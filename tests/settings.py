"""The site's settings as the tests run them: fast passwords, plain static files, mail in memory."""

import os
import tempfile

os.environ["DEBUG"] = "0"
os.environ["SECRET_KEY"] = "only-for-tests-" + "t" * 40
# Not those of a demo beside it: databases that are kept between runs remember theirs.
os.environ["DATA_KEYS"] = os.environ.get("DATA_KEYS_OF_A_TEST", "")
os.environ["ALLOWED_HOSTS"] = "testserver,127.0.0.1,localhost"
os.environ["SITE_URL"] = "http://testserver"
os.environ["TIME_ZONE"] = "Europe/London"
os.environ["RECEIVED_FILES"] = f"{tempfile.gettempdir()}/backsite-received-{os.getpid()}"
os.environ["EMAIL_URL"] = "memorymail://"

from backsite.settings import *  # noqa: F403
from backsite.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Rate limits are allauth's and would meet the cast, who log in hundreds of times a minute.
ACCOUNT_RATE_LIMITS = False
# The cast works in the office with a password alone, and tests set the clock ahead by weeks.
STAFF_SECOND_FACTOR = False
STAFF_IDLE_MINUTES = 0
