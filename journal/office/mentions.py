"""The advice rules that lead walkers to an article, for editors who think of withdrawing it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from articles.links.incoming import Mention, finds_mentions
from articles.models import Article
from journal.models import AdviceRule


@finds_mentions
def in_rules(article: Article, now: datetime) -> Iterator[Mention]:
    rules = AdviceRule.objects.filter(Q(question__article=article) | Q(beside__article=article))
    for rule in rules.select_related("question", "beside"):
        address = reverse("admin:journal_advicerule_change", args=[rule.pk])
        where = rule.slug if rule.is_active else f"{rule.slug} (not in use)"
        if rule.question.article_id == article.pk:
            yield Mention("Advice rule", where, address, rule.question.anchor)
        if rule.beside and rule.beside.article_id == article.pk:
            yield Mention("Advice rule, shown beside", where, address, rule.beside.anchor)
