"""Prometheus's own tool reads what /metrics tells, and finds nothing to mend."""

import subprocess

import pytest
from prometheus_client.exposition import generate_latest

from api.audit import Look
from api.metrics import WAITING, Metrics
from context.screen import Resolution
from graph.queries.lags import Lags

pytestmark = pytest.mark.peers


def test_promtool_has_nothing_to_say_about_our_metrics():
    metrics = Metrics({("link", "link"): 3, ("merge", "guard"): 1})
    metrics.looked([Look("pop", ("c-1",), "voice", Resolution.ONE)])
    metrics.took("query", 0.004)
    metrics.refused("TOO_OFTEN")
    metrics.lags = Lags(dict.fromkeys(WAITING, 2.0), {"shopify": 12.5})

    judged = subprocess.run(
        ["promtool", "check", "metrics"],
        input=generate_latest(metrics.registry),
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert (judged.returncode, judged.stdout, judged.stderr) == (0, b"", b"")
