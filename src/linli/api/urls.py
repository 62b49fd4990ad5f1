"""The API below ``/api/``; ``/api/openapi.json`` describes it."""

from linli.api.site import api

# Only the patterns: whoever includes this module gives the namespace (linli.config.urls).
urlpatterns, _app, _namespace = api.urls
