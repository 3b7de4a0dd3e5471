"""Which kinds a name, a set or the whole package means for a unit."""

from dataclasses import replace

import pytest

from generator.choose_kinds import Chosen, choose_kinds
from generator.model import Conditions, Context, Fact, Field, Listing, Profile, Reason, Record, Template
from generator.problem import InputError, Source, Span
from generator.yaml_values import read_yaml

HERE = Span("here", 1, 1)


def kind(name: str, order: int, *, refuse: Conditions | None = None, warn: Conditions | None = None, **told: object) -> Template:
    """A kind's front matter; `refuse` and `warn` with one reason each."""
    reasons = {"refuse": (Reason(refuse, "没有道理"),) if refuse else (), "warn": (Reason(warn, "少见"),) if warn else ()}
    return Template(name, Source(f"templates/{name}.md.j2", ""), "", name=f"《{name}》", order=order, **reasons, **told)  # type: ignore[arg-type]


def context(sector: str = "village", shape: str = "phased", *, without: tuple[str, ...] = (), **org: str) -> Context:
    fields = {key: Fact(f"org.{key}", Field(f"org.{key}", key, "choice"), value, value, HERE) for key, value in org.items()}
    root: dict[str, Record | Listing] = {"org": Record("org", "org", fields)}
    if without:
        field = Field("without", "不做的材料", "texts")
        root["without"] = Listing("without", field, tuple(Fact("without.1", field, one, one, HERE) for one in without), HERE)
    tree = read_yaml(Source("x", ""))
    profile = Profile("x", tree, {}, {}, "qingliu", sector, shape, ())
    return Context(Record("", "", root), {}, "", profile, None)


PLAN = kind("plan", 10, package=({"mode": ("standalone",)},))
NOTICE = kind("notice", 11, package=({"mode": ("issued",)},))
SPEECH = kind("speech", 24, refuse={"shape": ("meeting",)})
AGENDA = kind("agenda", 21, set="meeting_set")
SIGN_IN = kind("sign_in", 22, set="meeting_set", warn={"sector": ("enterprise",)})
DIARY = kind("diary", 30, package=({"given": ("person.name",)}, {"given": ("org.name",)}))
ALL = (SPEECH, SIGN_IN, AGENDA, NOTICE, PLAN, DIARY)


def chosen(*asked: str, sector: str = "village", shape: str = "phased", without: tuple[str, ...] = (), **org: str) -> Chosen:
    return choose_kinds(asked, ALL, context(sector, shape, without=without, **org))


def test_the_package_is_in_the_order_of_use_and_holds_what_its_conditions_say() -> None:
    assert chosen("all", mode="standalone").kinds == ("plan", "agenda", "sign_in", "speech")
    assert chosen("all", mode="issued").kinds == ("notice", "agenda", "sign_in", "speech")
    assert chosen("all", mode="issued", name="柳湾村").kinds[-1] == "diary"  # one of several sets of conditions is enough


def test_a_kind_by_name_is_made_whether_the_package_has_it_or_not() -> None:
    assert chosen("notice", mode="standalone").kinds == ("notice",)
    assert chosen("speech", "plan", "plan").kinds == ("plan", "speech")


def test_a_set_holds_its_own_kinds_only() -> None:
    assert chosen("meeting_set").kinds == ("agenda", "sign_in")


def test_what_makes_no_sense_is_refused_by_name_and_left_out_of_the_package_with_the_reason() -> None:
    whole = chosen("all", shape="meeting", mode="issued")
    assert whole.kinds == ("notice", "agenda", "sign_in")
    assert whole.left_out == ("《speech》：没有道理",)
    with pytest.raises(InputError, match="《speech》 不适用：没有道理"):
        chosen("speech", shape="meeting")


def test_only_what_the_package_would_hold_is_told_as_left_out() -> None:
    assert chosen("all", "all", shape="meeting", without=("speech",)).left_out == ()
    person = context(shape="meeting")
    name = Fact("person.name", Field("person.name", "本人姓名", "person"), "苗一苇", "苗一苇", HERE)
    entries = {**person.root.entries, "person": Record("person", "person", {"name": name})}
    assert choose_kinds(["all"], ALL, replace(person, root=replace(person.root, entries=entries))).left_out == ()


def test_what_is_unusual_is_made_and_told_once() -> None:
    told = chosen("all", "sign_in", sector="enterprise")
    assert "sign_in" in told.kinds
    assert [warning.message for warning in told.warnings] == ["少见"]


def test_a_persons_package_is_what_is_made_for_a_person() -> None:
    person = context(mode="issued")
    name = Fact("person.name", Field("person.name", "本人姓名", "person"), "苗一苇", "苗一苇", HERE)
    entries = {**person.root.entries, "person": Record("person", "person", {"name": name})}
    assert choose_kinds(["all"], ALL, replace(person, root=replace(person.root, entries=entries))).kinds == ("diary",)


def test_a_unit_does_without_what_it_names_by_id_or_name() -> None:
    assert chosen("all", mode="issued", without=("agenda", "《speech》")).kinds == ("notice", "sign_in")
    assert chosen("agenda", without=("agenda",)).kinds == ("agenda",)
    with pytest.raises(InputError, match="没有名为“日记”的材料"):
        chosen("all", without=("日记",))
