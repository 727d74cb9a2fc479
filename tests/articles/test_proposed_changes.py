"""Records that readers see at once: what one person saves is a draft until a second approves it."""

import pytest
from django.contrib import admin

from articles.models import Caution, Figure, PromotedAnswer, ProposedChange, Question, WarningSign
from articles.office.records.reviewed_record import ProposesChanges
from articles.workflow.record_kinds import RECORD_KINDS, record_values
from journal.models import AdviceRule, Nudge
from tests.cast import (
    Cast,
    make_article,
    make_draft,
    make_figure,
    make_nudge,
    make_published,
    make_rule,
    make_source,
    make_staff,
)
from tests.forms import admin_form
from tests.office import (
    change_url,
    decide,
    messages_of,
    post_act,
    propose,
    publish_change,
    save,
    url,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]

State = ProposedChange.State
# By the kind of record: what is changed in its form, and what the form sends when it adds one.
CHANGED = {
    WarningSign: {"text": "Other words"},
    Caution: {"title": "Other words"},
    PromotedAnswer: {"searches": "other words"},
    Question: {"also_asked_as": "Other words?"},
    AdviceRule: {"because": "Other words.", "conditions-0-state": "so_far"},
    Nudge: {"words": "Other words than {threshold}.", "threshold": "9"},
}


def make_record(model):
    source = make_source()
    question = make_published().answers.get().question
    if model is WarningSign:
        return WarningSign.objects.create(level="soon", text="Fever", source=source)
    if model is Caution:
        caution = Caution.objects.create(slug="c", title="C", names="ibuprofen", body="<p>B</p>")
        caution.sources.add(source)
        return caution
    if model is PromotedAnswer:
        return PromotedAnswer.objects.create(question=question, searches="sore")
    if model is AdviceRule:
        return make_rule(question)
    return make_nudge() if model is Nudge else question


def live_values() -> dict:
    """Of every record of these kinds: its row, lists and rows."""
    return {
        (model, row.pk): (row.__class__.objects.values().get(pk=row.pk), record_values(row))
        for model in RECORD_KINDS
        for row in model._default_manager.all()
    }


def test_every_kind_is_in_the_table_above():
    assert set(RECORD_KINDS) == set(CHANGED)


@pytest.mark.parametrize("model", CHANGED)
def test_nothing_changes_by_one_person_on_any_address(cast: Cast, model):
    """Form, deletion, lists, bulk acts and old versions, by somebody who may do everything."""
    record = make_record(model)
    root = cast.client(make_staff("root@example.org", "Root", is_superuser=True))
    before = live_values()
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    data = admin_form(root.get(change_url(record))) | CHANGED[model]
    for address, more in (
        (change_url(record), {}),
        (change_url(record), {"_continue": "1"}),
        (url(f"{name}_add"), {"_saveasnew": "1", "_popup": "1"}),
    ):
        root.post(address, data | more)
        ProposedChange.objects.all().delete()
    assert live_values() == before
    root.post(url(f"{name}_delete", record.pk), {"post": "yes"})
    ProposedChange.objects.all().delete()
    for action in ("delete_selected", "anything"):
        ticked = {"action": action, "_selected_action": [record.pk], "post": "yes"}
        root.post(url(f"{name}_changelist"), ticked)
    listed = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": record.pk}
    root.post(url(f"{name}_changelist"), listed | {"_save": "1", "form-0-text": "Other words"})
    if hasattr(record, "history"):
        version = url(f"{name}_simple_history", record.pk, record.history.latest().pk)
        root.post(version, data)
    assert live_values() == before


@pytest.mark.parametrize("model", CHANGED)
def test_one_person_alone_never_gets_it_published(cast: Cast, model):
    record = make_record(model)
    root = make_staff("root@example.org", "Root", is_superuser=True, credentials="GP (test)")
    client = cast.client(root)
    change = propose(client, record, **CHANGED[model])
    before = live_values()
    assert change.author == root
    decide(client, change, "publish")
    decide(client, change, "submit", note="Because.")
    decide(client, change, "approve")
    decide(client, change, "publish")
    change.refresh_from_db()
    assert change.state == State.IN_REVIEW
    assert live_values() == before


@pytest.mark.parametrize("model", CHANGED)
def test_what_a_second_person_approved_is_what_readers_get(cast: Cast, model):
    record = make_record(model)
    change = propose(cast.client(cast.pia), record, **CHANGED[model])
    rhea = cast.client(cast.rhea)
    publish_change(cast, change)
    page = rhea.get(change.office_address).content.decode()
    assert "published" in page
    assert record_values(model.objects.get(pk=record.pk)) == change.values
    assert change.values != change.base
    assert ("ther words" in str(change.values)) or model is Nudge


def test_no_form_of_the_office_edits_such_a_record_as_a_row_of_another():
    for model, office in admin.site._registry.items():
        if model in RECORD_KINDS:
            assert isinstance(office, ProposesChanges)
            assert not office.list_editable
        assert not {inline.model for inline in office.inlines} & set(RECORD_KINDS)


def test_whoever_saved_the_draft_cannot_approve_it(cast: Cast):
    sign = make_record(WarningSign)
    change = propose(cast.client(cast.pia), sign, text="Fever, new")
    both = make_staff("b@example.org", "Both", "publisher", "reviewer", credentials="GP (test)")
    client = cast.client(both)
    address = url("articles_proposedchange_edit", change.pk)
    client.post(address, admin_form(client.get(address)) | {"text": "Fever, newer"})
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    decide(client, change, "approve")
    change.refresh_from_db()
    assert change.state == State.IN_REVIEW
    assert change.values["fields"]["text"] == "Fever, newer"


def test_a_new_rule_is_written_twice_with_its_conditions_and_starts_not_in_use(cast: Cast):
    rule = make_record(AdviceRule)
    client = cast.client(cast.pia)
    address = url("journal_advicerule_add")
    data = admin_form(client.get(address)) | {
        "slug": "new",
        "question": str(rule.question_id),
        "because": "Because.",
        "conditions-0-pattern": "trend",
        "conditions-0-state": "linked",
        "conditions-0-direction": "up",
    }
    assert "is_active" not in data
    client.post(address, data)
    change = ProposedChange.objects.get()
    edit = url("articles_proposedchange_edit", change.pk)
    data = admin_form(client.get(edit)) | {"conditions-0-direction": "down", "because": "So."}
    assert client.post(edit, data)["Location"] == change.office_address
    assert not AdviceRule.objects.filter(slug="new").exists()
    publish_change(cast, change)
    new = AdviceRule.objects.get(slug="new")
    assert (new.because, new.is_active, new.version) == ("So.", False, 1)
    assert [each.direction for each in new.conditions.all()] == ["down"]


def test_a_clinician_s_approval_is_the_review_and_any_other_takes_it_off(cast: Cast):
    sign = make_record(WarningSign)
    publish_change(cast, propose(cast.client(cast.pia), sign, text="Fever, new"))
    sign.refresh_from_db()
    assert sign.reviewed_on is not None
    lay = make_staff("lay@example.org", "Lay", "reviewer")
    change = propose(cast.client(cast.pia), sign, text="Fever, newer")
    page = cast.client(lay).get(change.office_address).content.decode()
    assert "This takes a review off a record." in page
    publish_change(cast, change, by=lay)
    sign.refresh_from_db()
    assert (sign.text, sign.reviewed_on) == ("Fever, newer", None)


def test_nobody_types_a_review(cast: Cast):
    sign, nudge = make_record(WarningSign), make_nudge()
    client = cast.client(cast.pia)
    for record in (sign, nudge):
        page = client.get(change_url(record)).content.decode()
        assert 'name="reviewed_on"' not in page
        assert 'name="credentials"' not in page
    publish_change(cast, propose(client, nudge, threshold="9"))
    nudge.refresh_from_db()
    assert (nudge.reviewer, nudge.credentials) == (cast.rhea.name, cast.rhea.credentials)
    assert nudge.version == 2


def test_a_record_is_reviewed_as_it_stands(cast: Cast):
    sign = make_record(WarningSign)
    client = cast.client(cast.pia)
    change = propose(client, sign)
    assert change.values == change.base
    publish_change(cast, change)
    sign.refresh_from_db()
    assert (sign.text, sign.reviewed_on is not None) == ("Fever", True)


def test_saving_a_rule_unchanged_proposes_nothing(cast: Cast):
    rule = make_record(AdviceRule)
    client = cast.client(cast.pia)
    response = client.post(change_url(rule), admin_form(client.get(change_url(rule))))
    assert messages_of(response) == ["Nothing in it has changed."]
    assert not ProposedChange.objects.exists()


def test_a_record_is_taken_out_by_two(cast: Cast):
    sign = make_record(WarningSign)
    client = cast.client(cast.pia)
    assert client.get(url("articles_warningsign_delete", sign.pk)).status_code == 200
    client.post(url("articles_warningsign_delete", sign.pk))
    change = ProposedChange.objects.get()
    assert change.is_removal
    publish_change(cast, change)
    assert not WarningSign.objects.exists()
    assert cast.client(cast.ed).get(change.office_address).status_code == 200


def test_what_changed_meanwhile_is_not_overwritten(cast: Cast):
    sign = make_record(WarningSign)
    change = propose(cast.client(cast.pia), sign, text="Fever, new")
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    sign.text = "Fever, from a file"
    sign.save()
    response = decide(cast.client(cast.rhea), change, "approve")
    assert "has changed since" in messages_of(response)[0]
    sign.refresh_from_db()
    assert sign.text == "Fever, from a file"


def test_beside_an_open_change_the_record_is_shown_as_it_is(cast: Cast):
    sign = make_record(WarningSign)
    client = cast.client(cast.pia)
    change = propose(client, sign, text="Fever, new")
    page = client.get(change_url(sign)).content.decode()
    assert change.office_address in page
    assert 'name="text"' not in page
    assert client.post(change_url(sign), {"text": "X"}).status_code == 403
    decide(client, change, "drop")
    assert 'name="text"' in client.get(change_url(sign)).content.decode()


def test_an_approval_is_of_what_was_shown(cast: Cast):
    sign = make_record(WarningSign)
    change = propose(cast.client(cast.pia), sign, text="Fever, new")
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    sent = {"seen": "2020-01-01T00:00:00+00:00"}
    cast.client(cast.rhea).post(url("articles_proposedchange_decide", change.pk, "approve"), sent)
    change.refresh_from_db()
    assert change.state == State.IN_REVIEW


def test_an_edition_of_the_same_number_keeps_no_change_from_being_submitted(cast: Cast):
    """Not by a picture of it that nobody has described."""
    draft = make_draft()
    draft.answers.get().set_figures([make_figure()])
    Figure.objects.update(credit="")
    change = propose(cast.client(cast.pia), make_record(WarningSign), text="Fever, new")
    ProposedChange.objects.filter(pk=change.pk).update(id=draft.pk)
    change = ProposedChange.objects.get()
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    change.refresh_from_db()
    assert change.state == State.IN_REVIEW


def test_the_change_shows_what_differs_and_how_it_would_look(cast: Cast):
    for model in (WarningSign, Caution, PromotedAnswer, AdviceRule, Nudge):
        change = propose(cast.client(cast.pia), make_record(model), **CHANGED[model])
        page = cast.client(cast.rhea).get(change.office_address).content.decode()
        assert "<ins>" in page, model
        assert "What would be seen" in page
        assert "&lt;p&gt;" not in page, model  # words, and not how they are written


def test_a_question_that_nobody_sees_yet_is_written_at_once(cast: Cast):
    question = make_draft().answers.get().question
    client = cast.client(cast.ed)
    data = admin_form(client.get(change_url(question))) | {"also_asked_as": "Other?"}
    client.post(change_url(question), data)
    question.refresh_from_db()
    assert question.also_asked_as == "Other?"


def test_a_sent_back_change_says_why(cast: Cast):
    change = propose(cast.client(cast.pia), make_record(WarningSign), text="Fever, new")
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    decide(cast.client(cast.rhea), change, "send_back", note="Say how high.")
    page = cast.client(cast.pia).get(change.office_address).content.decode()
    assert "Say how high." in page
    assert "Change the draft" in page


def test_a_change_stands_in_the_queue_where_an_edition_would(cast: Cast):
    change = propose(cast.client(cast.pia), make_record(WarningSign), text="Fever, new")

    def heading(person) -> str:
        page = cast.client(person).get(url("queue"))
        (section,) = [each for each in page.context["sections"] if change in each.changes]
        assert change.office_address in page.content.decode()
        return section.title

    assert heading(cast.pia) == "Your drafts"
    assert heading(cast.rhea) == "Drafts of others"
    decide(cast.client(cast.pia), change, "submit", note="Because.")
    assert heading(cast.pia) == "Yours, waiting for another’s review"
    assert heading(cast.rhea) == "Waiting for your review"
    assert heading(cast.ed) == "Waiting for a reviewer"
    decide(cast.client(cast.rhea), change, "approve")
    assert heading(cast.pia) == "Approved, waiting to be published"


def test_those_whom_a_change_concerns_get_a_mail(
    cast: Cast, mailoutbox, django_capture_on_commit_callbacks
):
    assert cast.rhea
    change = propose(cast.client(cast.pia), make_record(WarningSign), text="Fever, new")
    with django_capture_on_commit_callbacks(execute=True):
        decide(cast.client(cast.pia), change, "submit", note="Because.")
    (mail,) = mailoutbox
    assert mail.to == [cast.rhea.email]
    assert change.office_address in mail.body


# --- Other wordings in drafts -------------------------------------------------------------------


def wordings(question: Question) -> tuple[str, str]:
    question.refresh_from_db()
    return question.also_asked_as, question.drafted_wordings


def test_wordings_of_a_live_question_wait_for_the_edition_that_is_approved_with_them(cast: Cast):
    edition = make_published(author=cast.ed)
    question = edition.answers.get().question
    draft = edition.new_edition(author=cast.ed)
    assert (
        save(cast.client(cast.ed), draft, **{"answers-0-also_asked_as": "Sore?"}).status_code == 302
    )
    assert wordings(question) == ("", "Sore?")
    page = cast.client(cast.ed).get(change_url(draft))
    assert admin_form(page)["answers-0-also_asked_as"] == "Sore?"
    post_act(cast.client(cast.ed), draft, "submit")
    compared = cast.client(cast.rhea).get(url("articles_edition_compare", draft.pk))
    assert "Also asked as" in compared.content.decode()
    post_act(cast.client(cast.rhea), draft, "approve")
    assert wordings(question) == ("", "Sore?")
    post_act(cast.client(cast.pia), draft, "publish")
    assert wordings(question) == ("Sore?", "Sore?")


def test_no_small_correction_brings_other_wordings(cast: Cast):
    edition = make_published()
    question = edition.answers.get().question
    client = cast.client(cast.pia)
    post_act(client, edition, "correct")
    draft = edition.article.open_draft
    save(client, draft, **{"answers-0-also_asked_as": "Sore?"})
    post_act(client, draft, "publish_correction")
    draft.refresh_from_db()
    assert draft.is_open
    assert wordings(question) == ("", "Sore?")


def test_a_merge_into_a_live_question_waits_too(cast: Cast):
    question = make_published().answers.get().question
    draft = make_draft(make_article())
    draft.answers.get().merge_into(question, "Why?")
    live, drafted = wordings(question)
    assert live == ""
    assert drafted.startswith("Question ")
    client = cast.client(cast.ed)
    data = admin_form(client.get(change_url(question)))
    assert data["also_asked_as"] == drafted
    client.post(change_url(question), data)
    publish_change(cast, ProposedChange.objects.get())
    assert wordings(question) == (drafted, drafted)


def test_the_ends_of_lines_that_a_browser_sends_are_no_change(cast: Cast):
    sign = make_record(WarningSign)
    sign.search_words = "numb + groin\nchest + pain"
    sign.save()
    sent = {"search_words": "numb + groin\r\nchest + pain", "text": "Fever, new"}
    change = propose(cast.client(cast.pia), sign, **sent)
    fields = change.values["fields"]
    assert fields["search_words"] == change.base["fields"]["search_words"]
    page = cast.client(cast.rhea).get(change.office_address).content.decode()
    assert "Search words" not in page


def test_a_change_says_that_a_sign_becomes_one_of_despair(cast: Cast, settings):
    sign = make_record(WarningSign)
    change = propose(cast.client(cast.pia), sign, is_despair="on")
    page = cast.client(cast.rhea).get(change.office_address).content.decode()
    assert "A sign of despair" in page
    assert settings.HELP_LISTENING in page  # on the card as it would be
    publish_change(cast, change)
    sign.refresh_from_db()
    assert sign.is_despair


def test_a_change_from_before_a_field_was_added_is_published_and_leaves_that_field(cast: Cast):
    sign = make_record(WarningSign)
    change = propose(cast.client(cast.pia), sign, text="Fever, new")
    for values in (change.base, change.values):
        del values["fields"]["is_despair"]
    change.save()
    WarningSign.objects.update(is_despair=True)
    publish_change(cast, change)
    sign.refresh_from_db()
    assert (sign.text, sign.is_despair) == ("Fever, new", True)


def test_a_change_that_names_a_source_deleted_since_says_so_and_can_be_put_right(cast):
    caution, other = make_record(Caution), make_source(key="other")
    kept = caution.sources.get()
    pia = cast.client(cast.pia)
    change = propose(pia, caution, sources=[str(kept.pk), str(other.pk)])
    decide(pia, change, "submit", note="Because.")
    decide(cast.client(cast.rhea), change, "approve")
    other.delete()
    said = messages_of(decide(pia, change, "publish"))[-1]
    assert said == "Sources: one of them was deleted since. Send the change back."
    assert list(caution.sources.all()) == [kept]
    decide(cast.client(cast.rhea), change, "send_back", note="Another source.")
    page = url("articles_proposedchange_edit", change.pk)
    assert pia.post(page, admin_form(pia.get(page))).status_code == 302
    publish_change(cast, change)
    assert list(caution.sources.all()) == [kept]


def test_a_published_wording_stays_when_a_draft_with_others_is_published_later(cast):
    live = make_published()
    question = live.answers.get().question
    Question.objects.filter(pk=question.pk).update(also_asked_as="First?\nWrong?")
    live.new_edition(author=None)
    question.refresh_from_db()
    question.draft_wordings("First?\nWrong?\nOf the draft?")
    question.save()
    publish_change(cast, propose(cast.client(cast.pia), question, also_asked_as="First?\nNew?"))
    question.refresh_from_db()
    assert question.other_wordings == ["First?", "New?"]
    assert question.drafted_wordings.splitlines() == ["First?", "Of the draft?", "New?"]
