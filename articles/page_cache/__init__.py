"""The page cache: public pages are built once and served from memory until their content changes.

`application.PageCache` is a WSGI application around Django's handler. Django builds a public page
for the first request; later ones are answered from a dictionary, in some ten microseconds, as long
as

* the content is unchanged: the database itself counts its changes (`triggers`), and each request
  reads that count, outside of any transaction. It is read before a page is built: a change while
  the page is being built makes the page too old for the next request, never wrongly new;
* the clock has changed nothing: a page is kept with the moment at which an edition begins or ends,
  or a review can lapse (`schedule`).

If an answer needs no waiting, the server's event loop gives it without a thread (`at_once`).

So the next request in every process sees a change, without a message between processes. Reading
one row takes 2 µs on SQLite and about 0.1 ms on PostgreSQL. LISTEN and NOTIFY would be quicker to
poll there, but a notice arrives a moment after its commit, and until then the page is too old.

Only answers of views that are decorated with `public_page` are cached, and only without cookies and
without a nonce. Nothing is shared between processes: each builds a page once, and a page of 5 KB
takes some milliseconds.

Import the modules of this package, not the package: it loads nothing, so that `triggers` can be
imported before Django's models.
"""
