"""What the office finds and shows: words inside answers, where a source is used, what is signed."""

import pytest

from articles.models import Answer, Edition
from tests.cast import make_article, make_draft, make_figure, make_published, make_source
from tests.forms import admin_form
from tests.office import act_url, change_url, post_act, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("model", ["article", "edition"])
def test_words_inside_an_answer_are_found(cast, model):
    draft = make_draft(make_article(), title="Sore")
    Answer.objects.filter(edition=draft).update(body="<p>It is postural stress.</p>")
    make_draft(make_article())
    page = cast.client(cast.ed).get(f"/admin/articles/{model}/?q=postural+stress")
    assert page.context["cl"].result_count == 1


def test_a_source_says_who_cites_it(cast):
    draft = make_draft(make_article(), title="Sore")
    source = draft.answers.get().sources.get()
    page = cast.client(cast.ed).get(change_url(source)).content.decode()
    assert change_url(draft) in page
    unused = cast.client(cast.ed).get(change_url(make_source(key="unused"))).content.decode()
    assert "nothing yet" in unused


def test_a_source_s_key_is_made_from_its_title(cast):
    page = cast.client(cast.ed).get(url("articles_source_add"))
    made = page.context["adminform"].prepopulated_fields
    assert [field["field"].name for field in made] == ["key"]


def test_the_reviewer_s_pages_show_all_that_is_signed(cast):
    draft = make_draft(make_article())
    answer = draft.answers.get()
    answer.kind, answer.how_long = "movement", "Five slow breaths each side, twice a day."
    answer.save()
    answer.set_figures([make_figure(alternative_text="A back, bent")])
    post_act(cast.client(cast.ed), draft, "submit")
    client = cast.client(cast.rhea)
    for address in (change_url(draft), act_url(draft, "approve")):
        page = client.get(address).content.decode()
        assert "Movement card" in page, address
        assert "Five slow breaths each side, twice a day." in page, address
        assert 'alt="A back, bent"' in page, address
    approve = client.get(act_url(draft, "approve"))
    assert approve.context["check_list"] is not None
    assert "/preview/" in approve.content.decode()


def test_a_new_edition_is_one_click_from_the_article(cast):
    live = make_published(make_article())
    page = cast.client(cast.pia).get(change_url(live.article)).content.decode()
    assert act_url(live, "new_edition") in page
    assert act_url(live, "correct") in page
    live.new_edition(cast.pia)
    page = cast.client(cast.pia).get(change_url(live.article)).content.decode()
    assert act_url(live, "new_edition") not in page


def test_an_error_leads_to_its_field(cast):
    draft = make_draft(make_article(), questions=2)
    client = cast.client(cast.ed)
    sent = admin_form(client.get(change_url(draft))) | {
        "title": "",
        "answers-1-kind": "movement",
        "answers-1-how_long": "",
    }
    page = client.post(change_url(draft), sent).content.decode()
    assert '<a href="#id_title">Title</a>' in page
    assert '<a href="#id_answers-1-how_long">' in page
    assert Edition.objects.get().title


def test_the_pages_of_acts_show_the_calendar_and_the_clock(cast):
    live = make_published(make_article())
    page = cast.client(cast.pia).get(act_url(live, "expire_at")).content.decode()
    assert "admin/css/forms" in page
