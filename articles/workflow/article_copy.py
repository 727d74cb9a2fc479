"""The action that starts another article from an edition."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from articles.models import Article, Edition, Question, Topic
from articles.models.edition_queries import EditionStatus
from articles.models.topics import free_slug
from articles.workflow.action_form import Action


@transaction.atomic
def copy_article(edition: Edition, article: Article, title: str, by: User) -> Edition:
    """Store the new `article` with a first draft that says what `edition` says; returns the draft.

    The draft has questions of its own, and the same sources and figures. What people decided about
    `edition` or said about it (review, approval, dates, notes) is not copied.

    Raises:
        ValidationError: the address or the title is not valid.
    """
    reason = f"Copied from edition {edition.number} of {edition.article.slug}"[:100]
    draft = Edition(
        title=title,
        summary=edition.summary,
        introduction=edition.introduction,
        author=by,
        author_name=by.name,
        import_report=_without_release(edition),
    )
    article.full_clean()
    article._change_reason = draft._change_reason = reason  # type: ignore[attr-defined]
    article.save()
    draft.article = article
    draft.full_clean(exclude={"author_name", "summary"})  # the check list asks for them
    draft.save()
    answers = edition.answers.select_related("question")
    questions = {
        answer.question_id: Question(
            article=article,
            anchor=answer.question.anchor,
            also_asked_as=answer.question.drafted_wordings,
        )
        for answer in answers
    }
    Question.objects.bulk_create(questions.values())
    edition.answers.copy_to(draft, questions)
    return draft


def _without_release(edition: Edition) -> dict | None:
    """The edition's import report for its copy: whether imported sentences may stay is to be
    decided again."""
    report = edition.import_report
    return report and {name: value for name, value in report.items() if name != "released"}


class CopyArticle(Action):
    name = "copy_article"
    label = "Start another article from this one"
    explains = (
        "A draft of a new article with the same words, sources and figures. Its questions are its "
        "own. The review, comments, notes and dates stay here, and you are its author."
    )
    done = "This is the copy, a draft of its own article. Nobody has reviewed it."
    permission = "articles.add_article"
    # Not before somebody approved it: else its writer could approve a copy that somebody else made.
    statuses = tuple(set(EditionStatus) - {EditionStatus.DRAFT, EditionStatus.IN_REVIEW})
    title = forms.CharField(max_length=160, widget=forms.TextInput(attrs={"class": "vTextField"}))
    slug = forms.SlugField(
        label="Address",
        required=False,
        max_length=80,
        help_text="The last part of it. Leave it empty to have it made from the title.",
    )
    topic = forms.ModelChoiceField(Topic.objects.all(), empty_label=None)

    def __init__(self, data: QueryDict | None, edition: Edition) -> None:
        super().__init__(data, edition)
        self.initial["title"] = edition.title
        self.initial["topic"] = edition.article.topic_id

    @classmethod
    def is_available(cls, edition: Edition, user: User) -> bool:
        """Whether, besides the action's own rules, `user` may view editions and begin a draft."""
        of_edition = ("articles.view_edition", "articles.add_edition")
        return user.has_perms(of_edition) and super().is_available(edition, user)

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if title == self.edition.title:
            raise ValidationError("Give the new article a title of its own.")
        # This also refuses the same form when it is sent twice.
        others = Edition.objects.exclude(article=self.edition.article_id)
        if others.filter(title=title).exists():
            raise ValidationError("Another article has this title already. Choose another.")
        return title

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].lower()
        if Article.objects.filter(slug=slug).exists():
            raise ValidationError("Another article has this address. Choose another.")
        return slug

    def perform(self, edition: Edition, user: User, now: datetime) -> Edition:
        article = Article(
            topic=self.cleaned_data["topic"],
            slug=self.cleaned_data["slug"] or free_slug(self.cleaned_data["title"]),
        )
        return copy_article(edition, article, self.cleaned_data["title"], user)
