"""What gunicorn reads by itself when it is started here."""

# The site is loaded once and then forked: the workers share most of their memory, and agree on
# when the code began to run, which is the earliest `Last-Modified` of a page.
preload_app = True
