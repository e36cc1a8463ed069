"""The coding of the Syrian case: complete, true to the codebook, and to the article where that is at hand.

`PATRONAGE_ARTICLE=/path/to/article.txt pytest tests/case/test_syria_coding.py` holds it against the
text as well.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from patronage.sim.case.load import load_case
from patronage.sim.weights.beliefs import believe
from tests.support.coding import article_faults, copied_runs, inner_faults, place, split

SEEDS = Path(__file__).parents[2] / "seeds"
SYRIA = SEEDS / "syria"


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CODEBOOK = _read(SEEDS / "codebook.yaml")
CASE = _read(SYRIA / "case.yaml")
EVIDENCE = _read(SYRIA / "evidence.yaml")["items"]
OUTSIDE = _read(SYRIA / "outside.yaml")["items"]
ITEMS = {item["id"]: item for item in [*EVIDENCE, *OUTSIDE]}

FEEDS = ("acts", "stances", "mentions", "controls", "ties", "commitments")
OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}

INVENTED = """The Duke sent grain to the port. Its mayor thanked him: “We shall not forget… Nobody else came!”

Later the Duke asked for a fort (he had asked before). The Duke is losing ground.
"""


def _invented_case() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    case = {
        "article": {"sha256": hashlib.sha256(INVENTED.encode()).hexdigest(), "paragraphs": 2, "sentences": 5},
        "silent": [{"locator": {"paragraph": 2, "sentence": 2}, "reason": "the author's judgement"}],
    }
    items = [{"locator": {"paragraph": p, "sentence": s}} for p, s in [(1, 1), (1, 2), (1, 3), (2, 1)]]
    return case, items


def _rows(items: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [row for item in items for row in item.get(kind, [])]


# --- the check itself, on an invented article


def test_sentences_are_split_by_the_written_rule():
    assert split(INVENTED) == [
        [
            "The Duke sent grain to the port.",
            "Its mayor thanked him: “We shall not forget…",
            "Nobody else came!”",
        ],
        ["Later the Duke asked for a fort (he had asked before).", "The Duke is losing ground."],
    ]


def test_a_full_coding_of_the_invented_article_has_no_faults():
    case, items = _invented_case()
    assert inner_faults(case, items) == []
    assert article_faults(case, items, INVENTED.encode(), {"note": "Its lord fed the port."}) == []


def test_a_sentence_left_out_is_found_with_and_without_the_article():
    case, items = _invented_case()
    del items[1]
    assert inner_faults(case, items) == [
        "4 sentences are coded or silent, not 5",
        "paragraph 1 leaves out a sentence: [1, 3]",
    ]
    found = article_faults(case, items, INVENTED.encode(), {})
    assert found == ["(1, 2) is in the article and neither coded nor silent"]


def test_a_locator_that_leads_nowhere_is_found():
    case, items = _invented_case()
    items.append({"locator": {"paragraph": 3, "sentence": 1}})
    found = article_faults(case, items, INVENTED.encode(), {})
    assert found == ["(3, 1) is coded or silent and not in the article"]
    assert "the paragraphs coded or silent are [1, 2, 3], not 1 to 2" in inner_faults(case, items)


def test_a_sentence_both_coded_and_silent_is_found():
    case, items = _invented_case()
    items.append({"locator": {"paragraph": 2, "sentence": 2}})
    assert inner_faults(case, items) == ["(2, 2) is coded or silent 2 times"]


def test_another_text_is_found_by_its_digest_and_counts():
    case, items = _invented_case()
    faults = article_faults(case, items, (INVENTED + "\nMore. And more.\n").encode(), {})
    assert "this is not the text that was coded: its digest differs" in faults
    assert "the article has 7 sentences, not 5" in faults
    assert "the article has 3 paragraphs, not 2" in faults


def test_six_words_in_a_row_are_a_copy_and_five_are_not():
    assert copied_runs("“the duke sent grain to THE harbour”", INVENTED) == ["the duke sent grain to the"]
    assert copied_runs("the duke sent grain to a port", INVENTED) == []
    case, items = _invented_case()
    faults = article_faults(case, items, INVENTED.encode(), {"README": "later the Duke asked for a fort"})
    assert faults == ["README copies: later the duke asked for a", "README copies: the duke asked for a fort"]


# --- the Syrian case


def test_every_sentence_is_coded_or_silent():
    assert inner_faults(CASE, EVIDENCE) == []


def test_the_coding_agrees_with_the_article_wherever_that_is_at_hand():
    faults = inner_faults(CASE, EVIDENCE)
    at_hand = os.environ.get("PATRONAGE_ARTICLE")
    if at_hand:
        ours = [SEEDS / "README.md", SEEDS / "codebook.yaml", *SYRIA.glob("*.yaml")]
        texts = {path.name: path.read_text(encoding="utf-8") for path in ours}
        faults += article_faults(CASE, EVIDENCE, Path(at_hand).read_bytes(), texts)
    assert faults == []


def test_the_articles_digest_is_recorded():
    assert CASE["article"]["sha256"] == "525ebaae2a9e84db4b566fe1876bbe344147492333b5a92fbfb4f904789152b1"
    assert (CASE["article"]["paragraphs"], CASE["article"]["sentences"]) == (8, 16)


def test_silent_sentences_have_reasons():
    assert [place(row) for row in CASE["silent"]] == [(1, 4), (8, 1), (8, 2)]
    assert all(len(row["reason"].split()) > 10 for row in CASE["silent"])


def test_the_closing_judgement_feeds_no_weight():
    assert not [item["id"] for item in EVIDENCE if item["locator"]["paragraph"] == 8]
    assert {(8, 1), (8, 2)} <= {place(row) for row in CASE["silent"]}


def test_every_item_feeds_something_and_an_id_names_one_item():
    assert len(ITEMS) == len(EVIDENCE) + len(OUTSIDE)
    assert [item["id"] for item in ITEMS.values() if not any(item.get(kind) for kind in FEEDS)] == []


def test_kinds_keep_to_their_files():
    assert {item["kind"] for item in EVIDENCE} == {"article"}
    assert {item["kind"] for item in OUTSIDE} == {"fact", "assumption"}
    assert _rows(OUTSIDE, "acts") == []
    assert all(item["source"].startswith("assumed") == (item["kind"] == "assumption") for item in OUTSIDE)


def test_the_article_shows_no_act_and_no_wish_of_assad_or_the_kurds():
    for kind in ("acts", "stances", "mentions"):
        assert {row["actor"] for row in _rows(EVIDENCE, kind)}.isdisjoint({"assad", "kurds"})
    wishes = {
        item["kind"]
        for item in OUTSIDE
        for row in item.get("stances", [])
        if row["actor"] in {"assad", "kurds"}
    }
    assert wishes == {"assumption"}


def test_what_the_article_does_not_date_says_who_dates_it():
    outside = [item["id"] for item in EVIDENCE if item["dated_by"] == "outside"]
    assert outside == [
        "russian_air_support",
        "jafari_stands_by_assad",
        "no_one_after_assad",
        "safavi_warns_moscow",
        "afrin_permission",
        "afrin_incursion",
        "bagheri_call",
    ]
    assert all(("date_source" in item) == (item["id"] in outside) for item in EVIDENCE)


@pytest.mark.parametrize("act", _rows(EVIDENCE, "acts"), ids=lambda act: f"{act['actor']}-{act['toward']}")
def test_an_act_of_the_article_follows_the_codebook(act):
    code = CODEBOOK["cameo"][act["cameo"]]
    low, high = act["goldstein"]
    assert act["verb"] == code["verb"]
    assert low <= code["goldstein"] <= high


def test_the_verbs_follow_the_roots_but_for_the_departures_that_are_explained():
    root = {root: verb for verb, row in CODEBOOK["verbs"].items() for root in row["cameo_roots"]}
    assert sorted(root) == [f"{number:02}" for number in range(1, 21)]
    departures = {
        code: row["verb"] for code, row in CODEBOOK["cameo"].items() if row["verb"] != root[code[:2]]
    }
    warned = {"011", "012", "016", "024", "025", "090", "091", "092", "093", "094", "160", "161", "162"}
    assert {code[:3] for code, verb in departures.items() if verb == "warn"} == warned | {"164", "165"}
    assert {code[:3] for code, verb in departures.items() if verb == "coerce"} == {"144", "145"}
    assert set(departures.values()) == {"warn", "coerce"}


def test_every_code_of_the_scheme_is_there_and_what_is_above_it():
    codes = set(CODEBOOK["cameo"])
    assert len(codes) == 292
    assert {code[:3] for code in codes} <= codes
    assert {f"{root}0" for root in {code[:2] for code in codes}} <= codes
    neutral = {code for code, row in CODEBOOK["cameo"].items() if row.get("neutral")}
    assert neutral == {"010", "011", "014", "015", "017"}


def test_acts_of_the_article():
    """The whole list: what a reader would count, one line an act."""
    acts = [
        f"{item['date']} {row['actor']} {row['verb']} {row['toward']} {row['cameo']}"
        for item in EVIDENCE
        for row in item.get("acts", [])
    ]
    assert acts == [
        "2015-07 iran endorse russia 042",
        "2015-09 russia aid assad 072",
        "2015-10 russia aid iran 062",
        "2015-11 russia warn assad 012",
        "2015-11 iran endorse assad 052",
        "2016-09 russia endorse us 0312",
        "2016-09 us endorse russia 0312",
        "2016-09 iran warn russia 111",
        "2018-01 russia aid turkey 080",
        "2018-01 turkey coerce kurds 190",
        "2018-01 iran endorse turkey 041",
    ]


def test_a_pair_has_one_commitment_and_nobody_gives_more_than_it_has():
    rows = _rows([*EVIDENCE, *OUTSIDE], "commitments")
    assert len({(row["actor"], row["toward"]) for row in rows}) == len(rows)
    given: dict[str, float] = {}
    for row in rows:
        given[row["actor"]] = given.get(row["actor"], 0.0) + CODEBOOK["scales"]["commitment"][row["level"]]
    assert max(given.values()) <= 1.0


def test_the_pairs_said_to_keep_the_prior_have_no_tie():
    tied = {(row["actor"], row["toward"]) for row in _rows([*EVIDENCE, *OUTSIDE], "ties")}
    actors = [actor["id"] for actor in CASE["actors"]]
    untied = {frozenset((a, b)) for a in actors for b in actors if a != b and (a, b) not in tied}
    named = ["russia turkey", "russia kurds", "iran turkey", "iran kurds", "assad kurds"]
    assert untied == {frozenset(pair.split()) for pair in named}
    assert len(tied) == 20


def test_actors_have_colours_that_are_distinguished():
    colours = [actor["color"] for actor in CASE["actors"]]
    assert len(set(colours)) == len(colours)
    assert set(colours) <= OKABE_ITO


def test_a_file_names_its_schema():
    schemas = {"case": "case", "evidence": "evidence", "outside": "evidence", "chronicle": "acts"}
    assert {path.stem for path in SYRIA.glob("*.yaml")} == set(schemas)
    for name, schema in schemas.items():
        first = (SYRIA / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../../docs/schema/{schema}.json"


# --- as the program reads it


def test_the_files_load():
    case = load_case(SYRIA)
    assert [item.id for item in case.items] == list(ITEMS)
    assert (case.actor_ids, case.issue_ids) == (
        ("iran", "russia", "turkey", "us", "assad", "kurds"),
        ("tenure", "battlefield", "coordination", "airspace", "kurdish_territory", "us_foothold"),
    )


def test_the_numbers_worked_out_in_the_codebook_are_the_programs():
    """seeds/README.md: Russia's sky (4 x 0.46 + 4 x 0.95) / 8 = 0.71; Turkey's wish for it Beta(3, 1)."""
    beliefs = believe(load_case(SYRIA))
    actor, issue = beliefs.actors.index, beliefs.issues.index
    for_it, against = beliefs.capability[:, actor("russia"), issue("airspace")]
    assert for_it + against == pytest.approx(8.0)
    assert for_it / (for_it + against) == pytest.approx(0.71, abs=0.005)
    assert beliefs.position[:, actor("turkey"), issue("airspace")] == pytest.approx([3.0, 1.0])
    # a strong stance of medium confidence: three observations at 0 on the flat prior
    assert beliefs.position[:, actor("iran"), issue("us_foothold")] == pytest.approx([1.0, 4.0])


def test_without_assumptions_nothing_is_known_of_what_assad_and_the_kurds_want():
    beliefs = believe(load_case(SYRIA), assumed=False)
    for name in ("assad", "kurds"):
        row = beliefs.actors.index(name)
        assert (beliefs.position[:, row] == 1.0).all()
        assert (beliefs.salience[row] == 0.5).all()
