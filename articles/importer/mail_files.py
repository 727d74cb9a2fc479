"""The text of mails (.eml), and of pages that a browser or Word saved as one file (.mht)."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from html import escape
from typing import cast

from articles.importer.raw_document import Aside, DocumentError

HEAD_BYTES = 20_000
MAX_HEADER = 1000  # characters read of each: parsing a much longer list of names takes minutes
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]?\S")
_MIME = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_BLANK = re.compile(rb"\r?\n\r?\n")


class _ShortHeaders(EmailPolicy):
    def header_fetch_parse(self, name: str, value: str) -> str:
        return super().header_fetch_parse(name, value[:MAX_HEADER])


def is_mail(data: bytes) -> bool:
    """Whether `data` begins with the headers of a mail, which a page saved as one file has too."""
    head = _BLANK.split(data[:HEAD_BYTES], maxsplit=1)[0]
    return bool(_HEADER.match(head) and _MIME.search(head))


def read_mail(data: bytes) -> tuple[str, bool, list[Aside]]:
    """The text of a mail with the subject as its title, whether it is HTML, its sender and date.

    A mail without a text part gives an empty text.

    Raises:
        DocumentError: if the mail cannot be parsed.
    """
    try:
        mail = cast(EmailMessage, message_from_bytes(data, policy=_ShortHeaders()))
        body = mail.get_body(("html", "plain"))
        text = str(body.get_content()) if body else ""
        headers = (str(mail[name] or "").strip() for name in ("subject", "from", "date"))
        subject, sender, sent = headers
    except Exception as error:  # broken headers make the parser raise many kinds of errors
        raise DocumentError(
            "This mail, or page saved as one file, cannot be read. Open it, copy its text, and "
            "paste that."
        ) from error
    is_html = body is not None and body.get_content_subtype() == "html"
    asides = [Aside("author line", f"From: {sender}")] if sender else []
    asides += [Aside("date line", f"Date: {sent}")] if sent else []
    if is_html and "<title" not in text.lower():
        text = f"<html><title>{escape(subject)}</title>{text}"
    elif not is_html and subject:
        text = f"# {subject}\n\n{text}"
    return text, is_html, asides
