"""Clusters are read from a file, packed or not."""

import gzip

import pytest
from clusters import read_clusters

TEXT = "record_id,cluster,more\nr1,a,x\nr2,b,y\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("truth.csv", TEXT.encode(), id="as it is"),
        pytest.param("truth.csv.gz", gzip.compress(TEXT.encode()), id="packed"),
    ],
)
def test_the_first_two_columns_are_record_and_cluster(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    assert read_clusters(path) == {"r1": "a", "r2": "b"}
