"""The settings of a site that is served to a test which sends many wrong passwords.

To check one takes a quarter of a second as the site is operated, whether or not there is such a
person; here it takes nothing. Those that are stored already are still read.
"""

from django.conf import global_settings

from backsite.settings import *  # noqa: F403

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    *global_settings.PASSWORD_HASHERS,
]
