"""`{% once %}`: parts of a page that are the same in every request, built once in each process."""

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

register = template.Library()


class OnceNode(Node):
    """Keeps the HTML of its content as long as the compiled template exists: in DEBUG one page."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, differs_by: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.differs_by = differs_by
        self.built: dict[tuple[str, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = tuple(str(each.resolve(context)) for each in self.differs_by)
        if (found := self.built.get(key)) is None:
            found = self.built[key] = self.nodelist.render(context)
        return found


@register.tag
def once(parser: Parser, token: Token) -> OnceNode:
    """`{% once value … %}…{% endonce %}`: keep the content, separately for each set of values.

    The content may depend on settings, on addresses and on the named values alone, and there must
    be few sets of values. Django's `{% cache %}` hashes a key and unpickles a text each time, which
    took as long as rendering a search result.
    """
    _, *names = token.split_contents()
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist, [parser.compile_filter(name) for name in names])
