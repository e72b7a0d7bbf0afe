"""What nobody named is found by what complaints share."""

from context.insights.found import Said, features_of, groups_of


def complaint(number: int, text: str, *about: str, customer: str | None = None) -> Said:
    by = customer or f"c{number}"
    return Said(f"k{number:03}", "x", str(number), "social", 1000 + number, text, by, about)


RUST = [complaint(at, f"The hinge shows rust, number {at}", "product Lamp") for at in range(6)]
NOISE = [complaint(50 + at, text) for at, text in enumerate(("Lovely weather", "Hinge?", "Rust!"))]


def test_words_that_several_say_near_each_other_are_a_group():
    (group, *_) = groups_of([*RUST, *NOISE])

    assert "“hinge … rust”" in group.features
    assert (group.customers, len(group.said)) == (6, 6)
    assert group.said[0].at_ms > group.said[-1].at_ms


def test_a_thing_and_the_words_about_it_are_one_group():
    groups = groups_of(RUST)

    assert len(groups) == 1
    assert "product Lamp" in groups[0].features


def test_one_customer_who_says_it_often_is_no_group():
    same = [complaint(at, "The hinge shows rust", customer="c1") for at in range(9)]

    assert groups_of(same) == ()


def test_different_problems_of_one_product_are_groups_of_their_own():
    faint = [complaint(20 + at, "The beam looks faint", "product Lamp") for at in range(7)]

    found = groups_of([*RUST, *faint])

    assert [one.customers for one in found] == [13, 7, 6]
    assert found[0].features == ("product Lamp",)


def test_the_same_complaints_give_the_same_groups_in_any_order():
    said = [*RUST, *NOISE]

    assert [one.id for one in groups_of(said)] == [one.id for one in groups_of(reversed(said))]


def test_what_every_message_says_and_words_far_apart_are_no_features():
    one = complaint(1, "Please answer. Rust has, alpha bravo charlie delta echo, hinge")

    found = features_of(one)

    assert "“rust … alpha”" in found
    assert not [it for it in found if "please" in it or "rust … hinge" in it]
