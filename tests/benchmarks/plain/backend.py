"""Who asks, as Django looks for them: the manager of our people has a short way of its own."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class PlainBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        try:
            user = User.objects.all().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
