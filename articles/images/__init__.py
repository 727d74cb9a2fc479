"""Images as bytes: which may be uploaded, and the files that are made from them."""
