"""`make run`: what a developer starts works off what is left to the runner of jobs, too."""

from django.contrib.staticfiles.management.commands.runserver import Command as StaticRunserver
from django.core.management import get_commands

from backsite.management.commands import runserver


def test_the_runner_of_jobs_begins_before_each_serving(monkeypatch):
    done = []
    monkeypatch.setattr(runserver, "start_runner", lambda: done.append("runner"))
    monkeypatch.setattr(StaticRunserver, "inner_run", lambda *_, **__: done.append("server"))
    assert get_commands()["runserver"] == "backsite"
    runserver.Command().inner_run()
    assert done == ["runner", "server"]
