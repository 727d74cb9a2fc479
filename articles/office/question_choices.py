"""Questions for a field that chooses one: found by their words, as Django's own autocomplete."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, JsonResponse

from accounts.models import AuthenticatedRequest
from articles.models import Answer, Article, Question

MAX_OFFERED = 12


def question_label(question: Question) -> str:
    """By its wording: its address tells nobody much."""
    return f"{getattr(question, 'wording', None) or ''} ({question})".strip()


def question_choices_page(
    request: AuthenticatedRequest, *, office: "ModelAdmin[Article]"
) -> HttpResponse:
    """As JSON: the questions that have all words of `q` in their address, or in what any edition
    asks. For those who may see the list of questions, which tells the same."""
    if not office.admin_site.get_model_admin(Question).has_view_permission(request):
        raise PermissionDenied
    text = request.GET.get("q", "")[:200].replace("\0", "")
    questions = Question.objects.with_wording()
    for word in text.replace("#", " ").split():  # an address as it is shown
        in_address = Q(article__slug__icontains=word) | Q(anchor__icontains=word)
        asked = Answer.objects.filter(question=OuterRef("pk"), wording__icontains=word)
        questions = questions.filter(in_address | Exists(asked))
    found = [{"id": each.pk, "name": question_label(each)} for each in questions[:MAX_OFFERED]]
    return JsonResponse({"questions": found})
