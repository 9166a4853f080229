"""A pycsw catalogue on 127.0.0.1, for csw.check.ts: pycsw_server.py <port> <folder with documents> <folder to work in>.

Loads every document it can read into a SQLite database and serves them until it is ended.
"""

import configparser
import logging
import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

port, documents, own = int(sys.argv[1]), sys.argv[2], os.path.abspath(sys.argv[3])
database = f"sqlite:///{os.path.join(own, 'records.db')}"
settings = {
    "server": {
        "home": own,
        "url": f"http://127.0.0.1:{port}/csw",
        "mimetype": "application/xml; charset=UTF-8",
        "encoding": "UTF-8",
        "language": "en-US",
        "maxrecords": os.environ.get("MAX_RECORDS", "10"),
        "profiles": "apiso",
    },
    "manager": {"transactions": "false"},
    "metadata:main": {"identification_title": "A catalogue for a check"},
    "repository": {"database": database, "table": "records"},
}
config = configparser.ConfigParser()
config.read_dict(settings)
path = os.path.join(own, "pycsw.cfg")
with open(path, "w", encoding="utf-8") as file:
    config.write(file)
os.environ["PYCSW_CONFIG"] = path

from pycsw.core import admin  # noqa: E402
from pycsw.core.config import StaticContext  # noqa: E402
from pycsw.wsgi import application  # noqa: E402

logging.getLogger("pycsw").setLevel(logging.CRITICAL)
admin.setup_db(database, "records", own)
loaded = admin.load_records(StaticContext(), database, "records", documents, recursive=True)
print(f"loaded {len(loaded)}", flush=True)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


make_server("127.0.0.1", port, application, handler_class=Quiet).serve_forever()
