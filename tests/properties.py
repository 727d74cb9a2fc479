"""How many examples each property is tried with: one place, and no deadline.

A deadline measures the machine: on a busy one any example may take long, which says nothing about
the property. The profile `quick` (`make test-fast`) tries a fifth of the examples of `full`, and
`soak` (`make soak`) ten times as many.

`full` and `quick` try the same examples every time, so that what passed once passes for everybody;
`soak` is where new ones are looked for.
"""

from hypothesis import HealthCheck, settings

FULL = 100  # examples of a property that does not say its own number
PROFILES = {"full": FULL, "quick": FULL // 5, "soak": FULL * 10}


def register_profiles() -> None:
    for name, number in PROFILES.items():
        settings.register_profile(
            name,
            max_examples=number,
            deadline=None,
            derandomize=name != "soak",
            # The first measures the machine as well. A fixture that all examples share is meant:
            # the properties that use one write nothing, or say so in their own words.
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.function_scoped_fixture,
            ],
        )
    settings.load_profile("full")


def examples(full: int) -> settings:
    """For a property that needs another number of examples: `full` in the profile `full`."""
    return settings(max_examples=max(1, full * settings.default.max_examples // FULL))
