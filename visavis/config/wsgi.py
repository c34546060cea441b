"""Pages, as WSGI."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from visavis.core.pg.public import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "visavis.config.settings")
_parent = multiprocessing.parent_process()
if _parent is not None and _parent.pid:  # a server's worker must not outlive it and keep its port
    die_with_parent(_parent.pid)

application = get_wsgi_application()
