from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import mail  # noqa: F401, PLC0415 (registers its kinds of jobs)
