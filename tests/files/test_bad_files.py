"""Every file in tests/bad is broken in one way; each row names the place and words its message must hold.

What a file replaces is the first word of its name: a scenario, an expectation, a chronicle (acts), a
dictionary of actors, the codebook, or a file of the invented case in tests/cases/tiny.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patronage.sim.case.chronicle import load_acts
from patronage.sim.case.load import load_case
from patronage.sim.event_data.dictionary import load_actors
from patronage.sim.files.located import FaultError
from patronage.sim.scenario.expectation import load_expectation
from patronage.sim.scenario.load import load_scenario
from patronage.studies.shipped import scenario_path

HERE = Path(__file__).parents[1]
BAD = HERE / "bad"
CASES = HERE / "cases"

# name -> (line:column, or "" for the whole file; words of the message …)
FAULTS: dict[str, tuple[str, ...]] = {
    "actors_calls_nobody": ("2:7", "calls nobody", "names, country or codes"),
    "actors_code_not_text": ("2:16", "12 should be text", "in quotes: '12'"),
    "actors_code_of_two": ("3:16", "the code 'lnd' is duke's already"),
    "actors_entry_not_group": ("2:7", "'The Duke' should be a group"),
    "actors_list_not_group": ("2:1", "is a list", "group"),
    "actors_months_reversed": ("3:48", "counts until 2001-03, before it starts in 2001-07"),
    "actors_name_of_two": ("5:7", "is duke's in line 2", "do not overlap"),
    "actors_no_such_month": ("2:37", "'2001-13' is not a month", "YYYY-MM"),
    "actors_sector_in_and_out": ("2:61", "'GOV' is among sectors too"),
    "actors_unknown_actor": ("2:1", "unknown actor 'dukke'", "duke, guild, port", "did you mean 'duke'?"),
    "actors_unknown_field": ("2:27", "unknown field 'contry'", "did you mean 'country'?"),
    "acts_acts_on_itself": ("8:13", "acts[0].toward", "'duke' acts on itself"),
    "acts_empty_list": ("2:7", "0 entries", "at least 1"),
    "acts_goldstein_too_low": ("21:16", "-14.4 is too small", "at least -10"),
    "acts_no_such_day": ("5:10", "no day 30", "1 to 28"),
    "acts_on_two_issues_in_a_month": ("23:9", "duke aid port in 2001-02 is on grain already", "yaml:15"),
    "acts_on_unknown_issue": ("15:9", "unknown issue 'grian'", "grain, harbour", "did you mean 'grain'?"),
    "acts_on_with_warn": ("25:9", "an act of warn is on no issue", "'on' with endorse or aid"),
    "acts_outside_period": ("16:12", "2003-04 is outside the period", "2001-01 to 2001-12"),
    "acts_same_id": ("15:9", "'2001-02-duke-aid-port' is given twice", "line 3"),
    "acts_unknown_evidence": ("14:14", "unknown evidence id 'grain_ship'", "did you mean 'grain_ships'?"),
    "acts_wrong_verb_for_cameo": ("18:11", "071", "does not count as warn", "allowed: aid"),
    "case_bad_color": ("13:52", "'blue'", "colour", "'#0072B2'"),
    "case_bad_digest": ("8:11", "SHA-256"),
    "case_calibrate_until_outside": ("12:18", "2000-12 is outside the period", "2001-01 to 2001-12"),
    "case_client_called_clients": ("16:10", "no actor is called so", "allowed: another id"),
    "case_client_itself": ("34:28", "'duke' is its own client", "allowed: another actor"),
    "case_client_twice": ("35:28", "'port' is given twice as a client of duke", "line 34"),
    "case_client_unknown": ("34:28", "unknown actor 'prot'", "did you mean 'port'?"),
    "case_client_without_reason": ("34:5", "clients[0].reason", "'reason' is missing"),
    "case_colon_in_text": ("15:43", "'{' at 15:5", "colon", "in quotes"),
    "case_more_sentences_than_there_are": (
        "10:14",
        "4 sentences are coded or listed under silent",
        "the article has 3",
    ),
    "case_no_issues": ("16:9", "issues", "0 entries", "at least 1"),
    "case_one_actor": ("13:3", "actors", "1 entry", "at least 2"),
    "case_period_reversed": ("11:29", "ends in 2001-01, before it starts in 2001-12"),
    "case_prior_both": ("28:7", "either cinc or mean"),
    "case_prior_of_unknown_actor": ("29:15", "unknown actor 'gilde'", "did you mean 'guild'?"),
    "case_prior_twice": ("29:15", "'duke' is given twice", "line 28"),
    "case_same_actor": ("14:10", "the id 'duke' is given twice", "line 13"),
    "case_same_issue_name": ("24:25", "the name 'GRAIN for the port' is given twice", "line 18"),
    "case_same_name": ("14:23", "the name 'the  duke' is given twice", "line 13"),
    "case_silent_no_such_paragraph": ("33:27", "no paragraph 4", "1 to 3"),
    "case_silent_twice": ("33:15", "listed already, in line 32"),
    "case_smallest_effect_percent": ("34:29", "5 is too large", "at most 1"),
    "case_smallest_effect_twice": ("35:15", "the measure 'hold' is given twice", "line 34"),
    "case_smallest_effect_unknown": ("34:15", "unknown measure 'holds'", "did you mean 'hold'?"),
    "case_smallest_effect_zero": ("34:29", "0 is too small", "more than 0"),
    "case_start_out_of_bounds": ("21:12", "40 is too large", "at most 1"),
    "case_text_above": ("11:9", "not a path within the case's folder", "article.txt"),
    "case_text_absolute": ("11:9", "not a path within the case's folder", "a relative path"),
    "case_turned_round": ("15:22", r"Port \u202eLind", "U+202E (right-to-left override)"),
    "case_unknown_field": ("19:5", "unknown field 'nought'", "allowed: id, name, zero, one"),
    "case_unseen_character": ("14:23", "U+200B (zero width space)", "without it"),
    "codebook_scale_out_of_bounds": ("14:47", "1.95 is too large", "at most 1"),
    "codebook_unknown_verb": ("11:50", "unknown verb 'coarce'", "did you mean 'coerce'?"),
    "codebook_verb_missing": ("3:3", "verbs.coerce", "missing"),
    "evidence_acts_on_itself": ("12:42", "items[0].acts[0].toward", "'duke' acts on itself"),
    "evidence_bare_cameo": ("12:55", "071", "in quotes: '071'"),
    "evidence_brought_by_too_many": ("186:87", "11 items bring", "at most 10"),
    "evidence_brought_by_unknown": ("54:87", "unknown evidence id 'blokade'", "did you mean 'blockade'?"),
    "evidence_brought_by_without_act": ("54:87", "'old_treaty' has no act", "grain_ships, thanks, blockade"),
    "evidence_coder_unseen": ("9:12", "U+00AD (soft hyphen)"),
    "evidence_codes_nothing": ("25:5", "codes nothing", "silent"),
    "evidence_count_fraction": ("16:44", "1.5 should be a whole number"),
    "evidence_count_too_many": ("16:44", "4 is too large", "at most 3"),
    "evidence_count_zero": ("16:44", "0 is too small", "at least 1"),
    "evidence_goldstein_reversed": ("12:73", "the wrong way round", "7.4 is more than 7"),
    "evidence_goldstein_single": ("12:73", "1 entry", "at least 2"),
    "evidence_goldstein_too_high": ("12:79", "17.4 is too large", "at most 10"),
    "evidence_no_locator": ("3:5", "needs a locator"),
    "evidence_no_such_paragraph": ("41:26", "no paragraph 4", "1 to 3"),
    "evidence_on_two_issues_in_a_month": ("36:93", "port endorse duke in 2001-03 is on grain already"),
    "evidence_on_unknown_issue": ("35:93", "unknown issue 'harbuor'", "did you mean 'harbour'?"),
    "evidence_on_with_coerce": ("48:95", "an act of coerce is on no issue", "'on' with endorse or aid"),
    "evidence_outside_period": ("6:11", "2000-12 is outside the period", "2001-01 to 2001-12"),
    "evidence_overcommitted": ("24:45", "commitments of duke add up to 1.00", "at most 0.95"),
    "evidence_position_above_one": ("14:47", "1.2 is too large", "at most 1"),
    "evidence_position_below_zero": ("14:47", "-0.2 is too small", "at least 0"),
    "evidence_same_id": ("25:9", "'grain_ships' is given twice", "line 3"),
    "evidence_sentence_twice": ("41:14", "coded already, in line 3", "one item a sentence"),
    "evidence_silent_sentence": ("41:14", "silent", "line 32 of case.yaml"),
    "evidence_still_to_be_coded": ("42:16", "sentence 2.1 is still to be coded"),
    "evidence_undated_act": ("3:5", "needs a date"),
    "evidence_undated_source": ("25:5", "date_source"),
    "evidence_unknown_cameo": ("12:55", "unknown CAMEO code '701'", "051, 071, 130, 191"),
    "evidence_unknown_confidence": ("10:17", "unknown confidence 'sure'", "low, high"),
    "evidence_unknown_issue": ("14:30", "unknown issue 'grian'", "grain, harbour", "did you mean 'grain'?"),
    "evidence_unknown_level": ("19:44", "unknown control level 'dominnt'", "did you mean 'dominant'?"),
    "evidence_unknown_strength": ("14:62", "unknown strength 'huge'", "weak, moderate, strong"),
    "evidence_wrong_file": ("26:11", "kind fact belongs in outside.yaml"),
    "evidence_wrong_verb_for_cameo": ("12:29", "071", "does not count as endorse", "allowed: aid"),
    "expectation_dyads_of_many_pairs": ("5:7", "dyads needs events that are all between two actors"),
    "expectation_dyads_too_few": ("5:7", "p is at least 0.50 and no claim can hold", "p up to 0.1"),
    "expectation_labels_too_few": ("5:7", "can be dealt out: 5", "p is at least 0.17"),
    "expectation_null_missing": ("2:1", "'null' is missing"),
    "expectation_null_unknown": ("5:7", "unknown null 'random'", "did you mean 'random_acts'?"),
    "expectation_without_given_twice": ("6:17", "gain is given twice"),
    "expectation_without_missing": ("5:7", "mechanism_off needs 'without'", "gain, trust"),
    "expectation_without_no_part": ("6:11", "unknown part 'noise'", "allowed: gain, trust"),
    "expectation_without_none": ("6:10", "0 entries", "at least 1"),
    "expectation_without_off_already": ("7:11", "gain is off in this scenario already"),
    "expectation_without_other_null": ("6:10", "the null 'random_acts' leaves no part out"),
    "expectation_without_unknown": ("6:11", "unknown part 'gian'", "did you mean 'gain'?"),
    "outside_no_source": ("3:5", "needs a source"),
    "outside_same_id_as_evidence": ("3:9", "'thanks' is given twice", "evidence.yaml:25"),
    "outside_wrong_file": ("4:11", "kind article belongs in evidence.yaml"),
    "scenario_absolute_path": ("3:7", "'/etc'", "leaves the project"),
    "scenario_acts_on_itself": ("7:49", "events[0].toward", "'guild' acts on itself"),
    "scenario_alias": ("2:8", "anchors (&) and aliases (*) are not read"),
    "scenario_alias_bomb": ("2:4", "anchors (&) and aliases (*) are not read"),
    "scenario_bad_id": ("7:10", "'the gift' is not an id", "no space"),
    "scenario_bare_no": ("2:8", "a bare no", "write false", "in quotes: 'no'"),
    "scenario_bare_off_as_key": ("8:12", "a bare off", "in quotes: 'off'"),
    "scenario_bare_yes_for_true": ("7:88", "a bare yes", "write true"),
    "scenario_binary": ("", "binary file"),
    "scenario_blank_title": ("2:8", "blank"),
    "scenario_duplicate_key": ("12:1", "the key 'focus' is given twice", "line 4"),
    "scenario_edits_event_only": ("7:16", "unknown field 'influence'", "only acts can be scripted"),
    "scenario_edits_outcome": ("7:55", "unknown field 'outcome'", "only acts can be scripted"),
    "scenario_edits_ties": ("12:1", "unknown field 'ties'", "only acts can be scripted"),
    "scenario_empty": ("", "is empty"),
    "scenario_escape": ("2:10", "binary file", "U+001B"),
    "scenario_escape_in_quotes": ("2:8", "not text", r"\x1b[31m"),
    "scenario_fixed_commitments_too_many": ("12:67", "adds up to 1.1", "up to 0.95"),
    "scenario_fixed_not_a_number": ("12:35", "'much'", "a number"),
    "scenario_fixed_on_itself": (
        "12:17",
        "unknown weight 'trust.duke.duke'",
        "trust.<actor>.<actor> of duke",
    ),
    "scenario_fixed_out_of_bounds": ("12:35", "-2 is out of bounds", "-1 to 1"),
    "scenario_fixed_saliences_all": ("12:66", "every salience of duke is fixed", "to be the rest"),
    "scenario_fixed_unknown_kind": (
        "12:17",
        "unknown weight 'saliense.duke.grain'",
        "did you mean 'salience'?",
    ),
    "scenario_fixed_unknown_weight": (
        "12:17",
        "unknown weight 'salience.duke.grian'",
        "grain, harbour",
        "did you mean 'salience.duke.grain'?",
    ),
    "scenario_group_as_text": ("6:9", "'none of these' should be a list"),
    "scenario_happens_and_barred": (
        "8:5",
        "guild aid port in 2001-07 both happens and is barred",
        "'gift' in line 7",
    ),
    "scenario_happens_twice": ("8:5", "guild aid port in 2001-07 happens already", "'gift' in line 7"),
    "scenario_history_without_act": ("5:11", "'old_treaty' has no act", "grain_ships, thanks, blockade"),
    "scenario_idle_armed": ("8:42", "what is lent is missing at home", "idle_unarmed: 1, or capability_con"),
    "scenario_instead_barred": ("7:103", "what is barred happens instead of nothing"),
    "scenario_latin1": ("2:10", "not UTF-8", "0xfc"),
    "scenario_leading_zero": ("11:6", "007", "without the zero"),
    "scenario_leave_out_unknown": ("12:35", "unknown evidence id 'thnks'", "did you mean 'thanks'?"),
    "scenario_leaves_project": ("3:7", "leaves the project"),
    "scenario_list_not_group": ("2:1", "is a list", "group"),
    "scenario_missing_focus": ("2:1", "'focus' is missing"),
    "scenario_months_reversed": ("7:63", "the wrong way round", "2001-07 is after 2001-05"),
    "scenario_no_case_there": ("3:7", "no such case"),
    "scenario_no_month": ("7:73", "'2001-13' is not a month", "YYYY-MM"),
    "scenario_no_target": ("7:5", "'toward' is missing"),
    "scenario_on_barred": ("7:98", "what is barred is on no issue"),
    "scenario_on_two_issues": ("7:87", "on one issue, not on a list", "grain, harbour"),
    "scenario_on_unknown_issue": ("7:87", "unknown issue 'grian'", "did you mean 'grain'?"),
    "scenario_on_with_warn": ("7:88", "an act of warn is on no issue", "'on' with endorse or aid"),
    "scenario_only_comments": ("", "is empty"),
    "scenario_outside_period": ("7:73", "2002-01 is outside the period", "2001-01 to 2001-12"),
    "scenario_period_reversed": ("5:29", "ends in 2001-03, before it starts in 2001-08"),
    "scenario_question_not_text": ("2:8", "2001 should be text", "in quotes: '2001'"),
    "scenario_runs_fraction": ("9:7", "20.5 should be a whole number"),
    "scenario_runs_lots": ("9:7", "runs", "'lots' should be a whole number"),
    "scenario_runs_missing_value": ("9:6", "is empty", "whole number"),
    "scenario_runs_negative": ("9:7", "runs", "-1 is too small", "at least 1"),
    "scenario_runs_no_multiple": ("9:7", "21 is not a multiple of replicates, 5", "20, 25"),
    "scenario_runs_too_many": ("9:7", "too large", "at most 1000000"),
    "scenario_runs_true": ("9:7", "true should be a whole number"),
    "scenario_runs_zero": ("9:7", "runs", "0 is too small", "at least 1"),
    "scenario_same_id": ("8:10", "the id 'gift' is given twice", "line 7"),
    "scenario_second_document": ("12:1", "second document"),
    "scenario_setting_nan": ("8:25", "nan should be a finite number"),
    "scenario_setting_negative": ("8:25", "-1 is out of bounds", "0 to 100"),
    "scenario_setting_not_finite": ("8:25", "inf should be a finite number"),
    "scenario_setting_out_of_bounds": ("8:18", "settings.step", "1.5 is out of bounds", "0 to 1"),
    "scenario_setting_text": ("8:25", "'high' should be a number"),
    "scenario_tab": ("7:1", "tab", "spaces"),
    "scenario_tab_between": ("12:1", "tab", "spaces"),
    "scenario_tag": ("2:8", "tag", "python/object/apply:os.getcwd"),
    "scenario_text_only": ("1:1", "'just some words' should be a group"),
    "scenario_three_months": ("7:63", "3 entries", "at most 2"),
    "scenario_too_deep": ("2:27", "more than 20"),
    "scenario_truncated_list": ("8:1", "cut short"),
    "scenario_truncated_quote": ("12:1", "the quote opened at 2:8", "cut short"),
    "scenario_unclosed_bracket": ("7:80", "'[' at 7:63", "closed"),
    "scenario_uncertainty_group": ("11:14", "unknown uncertainty"),
    "scenario_uncertainty_none": ("11:14", "the list is empty", "evidence, choice, assumptions"),
    "scenario_uncertainty_twice": ("11:33", "'evidence' is named more than once", "each once"),
    "scenario_uncertainty_unknown": ("11:25", "unknown uncertainty 'choise'", "choice"),
    "scenario_unknown_actor": (
        "7:23",
        "events[0].actor",
        "unknown actor 'gild'",
        "duke, guild, port",
        "did you mean 'guild'?",
    ),
    "scenario_unknown_case": ("3:7", "'syrai'", "no such case", "did you mean 'syria'?"),
    "scenario_unknown_evidence": ("7:84", "unknown evidence id 'grain_ship'", "did you mean 'grain_ships'?"),
    "scenario_unknown_field": ("10:1", "unknown field 'replicats'", "did you mean 'replicates'?"),
    "scenario_unknown_focus": ("4:8", "unknown actor 'zarquon'", "duke, guild, port"),
    "scenario_unknown_history": ("5:10", "unknown history 'artikel'", "did you mean 'article'?"),
    "scenario_unknown_history_item": ("5:24", "unknown evidence id 'blokade'", "did you mean 'blockade'?"),
    "scenario_unknown_setting": ("8:12", "unknown setting 'rationalty'", "did you mean 'rationality'?"),
    "scenario_unknown_verb": ("7:36", "unknown verb 'coarce'", "did you mean 'coerce'?"),
    "scenario_utf16": ("", "binary file"),
    "scenario_waiting": ("7:36", "cannot make an actor wait", "bar: true"),
    "scenario_weights_cannot_be_derived": ("3:7", "weights cannot be derived", "port", "article_only: true"),
}

MANY = {
    "4:8": "unknown actor 'dukee'",
    "7:23": "unknown actor 'gild'",
    "7:35": "unknown verb 'help'",
    "7:55": "unknown field 'colour'",
    "7:86": "outside the period",
    "8:12": "unknown setting 'rationale'",
    "8:32": "out of bounds",
    "9:7": "whole number",
    "12:1": "the key 'rng' is given twice",
    "13:1": "did you mean 'history'?",
}


def _load(path: Path, folder: Path) -> None:
    """Load a broken file as what it is, in a copy of the invented case where it is part of one."""
    kind = path.name.partition("_")[0]
    if kind == "scenario":
        load_scenario(path)
    elif kind == "expectation":
        load_expectation(path, scenario_path)
    elif kind == "actors":
        load_actors(path, load_case(CASES / "tiny"))
    elif kind == "acts":
        load_acts(path, load_case(CASES / "tiny"))
    else:
        shutil.copytree(CASES, folder / "cases")
        place = "codebook.yaml" if kind == "codebook" else f"tiny/{kind}.yaml"
        shutil.copy(path, folder / "cases" / place)
        load_case(folder / "cases" / "tiny")


def test_every_broken_file_is_in_the_table() -> None:
    assert {path.stem for path in BAD.glob("*.yaml")} == {*FAULTS, "scenario_many_faults"}


@pytest.mark.parametrize("name", FAULTS)
def test_the_message_names_the_place_and_what_is_wrong(name: str, tmp_path: Path) -> None:
    place, *words = FAULTS[name]
    with pytest.raises(FaultError) as caught:
        _load(BAD / f"{name}.yaml", tmp_path)
    kind = name.partition("_")[0]
    file = f"{kind}.yaml" if kind not in {"scenario", "expectation", "acts", "actors"} else f"{name}.yaml"
    start = f"{file}:{place}: " if place else f"{file}: "
    lines = [line for line in str(caught.value).splitlines() if start in line]
    assert lines, str(caught.value)
    for word in words:
        assert any(word in line for line in lines), f"{word!r} not in {lines}"


@pytest.mark.parametrize("name", [name for name in FAULTS if not name.startswith("case_")])
def test_one_mistake_makes_few_lines(name: str, tmp_path: Path) -> None:
    with pytest.raises(FaultError) as caught:
        _load(BAD / f"{name}.yaml", tmp_path)
    assert len(caught.value.faults) <= 4
    assert len(str(caught.value).splitlines()) == len(caught.value.faults)


def test_all_faults_of_a_file_are_reported_at_once() -> None:
    with pytest.raises(FaultError) as caught:
        load_scenario(BAD / "scenario_many_faults.yaml")
    found = {f"{fault.line}:{fault.column}": str(fault) for fault in caught.value.faults}
    assert list(found) == list(MANY)
    for place, words in MANY.items():
        assert words in found[place]
