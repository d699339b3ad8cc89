"""A Django project as Haystack's tutorial makes one, with the stock Whoosh backend."""
