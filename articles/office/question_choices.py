"""Suggestions for a field that takes one question, found by their words."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, JsonResponse

from accounts.models import AuthenticatedRequest
from articles.models import Answer, Article, Question

MAX_OFFERED = 12


def question_label(question: Question) -> str:
    """The question's wording, if its query has read it, then its address, which alone says little.

    See `QuestionQuerySet.with_wording`.
    """
    return f"{getattr(question, 'wording', None) or ''} ({question})".strip()


def question_choices_page(
    request: AuthenticatedRequest, *, office: "ModelAdmin[Article]"
) -> HttpResponse:
    """JSON with up to `MAX_OFFERED` questions that have each word of `q` in their address or in
    their wording in any edition. For people who may see the list of questions, with the same data.
    """
    if not office.admin_site.get_model_admin(Question).has_view_permission(request):
        raise PermissionDenied
    text = request.GET.get("q", "")[:200].replace("\0", "")
    questions = Question.objects.with_wording()
    for word in text.replace("#", " ").split():  # an address is shown as “slug#anchor”
        in_address = Q(article__slug__icontains=word) | Q(anchor__icontains=word)
        asked = Answer.objects.filter(question=OuterRef("pk"), wording__icontains=word)
        questions = questions.filter(in_address | Exists(asked))
    found = [{"id": each.pk, "name": question_label(each)} for each in questions[:MAX_OFFERED]]
    return JsonResponse({"questions": found})
