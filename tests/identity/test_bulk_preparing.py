"""Records made ready in several processes are those that one process makes."""

from identity.bulk.preparing import STEP, prepare_all
from identity.records import PersonRecord
from identity.settings import IdentitySettings
from identity.versions import Version


def test_several_processes_prepare_what_one_does_in_the_same_order():
    people = [
        PersonRecord(source="shop", source_id=str(n), name=f"Ana Lopez {n}", city="Austin")
        for n in range(STEP + 3)
    ]
    versions = {one.source_id: Version.first(one) for one in people}
    counted = []

    alone = prepare_all(versions, IdentitySettings())
    together = prepare_all(
        versions, IdentitySettings(), progress=counted.append, fewest_for_processes=1
    )

    assert together == alone
    assert [one.key for one in together] == list(versions)
    assert sum(counted) == len(people)
