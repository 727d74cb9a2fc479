"""Redis as a cache that the site can do without: while it is away, the site is only slower."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

T = TypeVar("T")

AWAY_SECONDS = 5.0  # after a failure nobody asks for that long: a time-out is paid once, not often
TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}  # seconds

logger = logging.getLogger(__name__)


class OptionalRedisClient(RedisCacheClient):
    """Finds nothing and keeps nothing while Redis does not answer."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **TIMEOUTS | options)
        self.away_until = 0.0

    def _ask(self, without: T, ask: Callable[..., T], *args: Any) -> T:
        """What `ask` returns, or `without` where Redis is away."""
        if time.monotonic() < self.away_until:
            return without
        try:
            return ask(*args)
        except RedisError as error:
            self.away_until = time.monotonic() + AWAY_SECONDS
            logger.warning("Redis does not answer: %s", type(error).__name__)
            return without

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self._ask(True, super().add, key, value, timeout)

    def get(self, key: Any, default: Any) -> Any:
        return self._ask(default, super().get, key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        return self._ask(None, super().set, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._ask(False, super().touch, key, timeout)

    def delete(self, key: Any) -> bool:
        return self._ask(False, super().delete, key)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        return self._ask({}, super().get_many, keys)

    def has_key(self, key: Any) -> bool:
        return self._ask(False, super().has_key, key)

    def incr(self, key: Any, delta: Any) -> int:
        """ValueError, as for a key that is not there, is what callers are ready for."""
        if (found := self._ask(None, super().incr, key, delta)) is None:
            raise ValueError(f"Key {key!r} not found.")
        return found

    def set_many(self, data: Any, timeout: Any) -> None:
        return self._ask(None, super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> None:
        return self._ask(None, super().delete_many, keys)

    def clear(self) -> bool:
        return self._ask(False, super().clear)


class OptionalRedisCache(RedisCache):
    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OptionalRedisClient
