"""The editors' office as its tests use it: addresses, filled forms, what a page says."""

from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.models import Edition, ProposedChange
from tests.forms import admin_form


def url(name: str, *args) -> str:
    return reverse(f"admin:{name}", args=args)


def change_url(row) -> str:
    return url(f"{row._meta.app_label}_{row._meta.model_name}_change", row.pk)


def act_url(edition: Edition, act: str) -> str:
    return url("articles_edition_act", edition.pk, act)


def post_act(client: Client, edition: Edition, act: str, sent: dict | None = None):
    """As from the act's page opened at this moment."""
    seen = Edition.objects.get(pk=edition.pk).updated_at.isoformat()
    return client.post(act_url(edition, act), {"seen": seen} | (sent or {}))


LEFT_OUT = (
    "django_session",
    "usersessions_usersession",
    "django_content_type",
    "accounts_auditentry",
    "articles_changeopening",
    "articles_editionopening",
)
Tables = dict[str, list[str]]


def everything() -> Tables:
    """Every row of every table but those that a look alone writes."""
    changes = Dump.counted_changes()
    if changes is None or changes != Dump.changes:
        Dump.changes, Dump.tables = changes, _dumped()
    return Dump.tables


class Dump:
    """The last dump of a test: the same again as long as its connection changed no row.

    SQLite counts every row that a connection ever changed, in any table and by any path.
    """

    changes: int | None = None
    tables: Tables = {}

    @staticmethod
    def counted_changes() -> int | None:
        if connection.vendor != "sqlite":
            return None
        connection.ensure_connection()
        return connection.connection.total_changes

    @classmethod
    def forget(cls) -> None:
        """To roll a test back is no change that is counted."""
        cls.changes = None


def _dumped() -> Tables:
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models} - set(LEFT_OUT)
    with connection.cursor() as cursor:
        return {table: rows_of(cursor, table) for table in tables}


def rows_of(cursor, table: str) -> list[str]:
    cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (a name of ours)
    return sorted(map(repr, cursor.fetchall()))


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors_of(response) -> str:
    """All that a page of the admin says is wrong."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        found |= {str(index): errors for index, errors in enumerate(inline.formset.errors)}
        found["rows"] = inline.formset.non_form_errors()
    return str(found)


def with_answers(data: dict, *answers: dict) -> dict:
    """`data` of an edition's page with rows added below."""
    start = int(data["answers-TOTAL_FORMS"])
    for index, answer in enumerate(answers, start=start):
        row = {"position": str(index), "kind": "answer", "also_asked_as": "", "anchor": ""}
        data |= {f"answers-{index}-{name}": value for name, value in (row | answer).items()}
    return data | {"answers-TOTAL_FORMS": str(start + len(answers))}


def save(client: Client, edition: Edition, *answers: dict, **fields):
    data = admin_form(client.get(change_url(edition))) | fields
    return client.post(change_url(edition), with_answers(data, *answers))


# --- Changes of records -------------------------------------------------------------------------


def propose(client: Client, record, **fields) -> ProposedChange:
    """The draft that a save of the record's form makes."""
    data = admin_form(client.get(change_url(record))) | fields
    response = client.post(change_url(record), data)
    assert response.status_code == 302, errors_of(response)
    return ProposedChange.objects.open().about(record).get()


def decide(client: Client, change: ProposedChange, act: str, **sent):
    """As from the change's page opened at this moment."""
    seen = ProposedChange.objects.get(pk=change.pk).updated_at.isoformat()
    address = url("articles_proposedchange_decide", change.pk, act)
    return client.post(address, {"seen": seen} | sent)


def publish_change(cast, change: ProposedChange, by=None) -> None:
    """Submitted by a publisher, approved by Rhea or by somebody else, published."""
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    decide(cast.client(by or cast.rhea), change, "approve")
    response = decide(cast.client(cast.pia), change, "publish")
    change.refresh_from_db()
    assert change.state == ProposedChange.State.PUBLISHED, messages_of(response)
