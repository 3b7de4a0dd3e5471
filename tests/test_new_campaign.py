"""A new campaign: as it is it says nothing but its id; uncommented it holds what a campaign says in all three shapes."""

import re
from pathlib import Path

import pytest
from profile_road import Files

import cli
from generator.model import Dict, Fields, Profile, Scalar
from generator.new_campaign import new_campaign
from generator.problem import Source
from generator.read_fields import read_fields
from generator.read_profile import read_profile
from generator.yaml_values import read_yaml

ROOT = Path(__file__).resolve().parent.parent
SECTORS = [("village", "村"), ("agency", "机关")]


@pytest.fixture(scope="module")
def fields() -> Fields:
    return read_fields(Source("profiles/fields.yaml", (ROOT / "profiles" / "fields.yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def text(fields: Fields) -> str:
    return new_campaign(fields, "my-year", SECTORS)


def uncommented(text: str) -> str:
    return re.sub(r"(?m)^#(?=  |for:)", "", text)


def read(fields: Fields, text: str) -> Profile:
    """A village's profile under this campaign."""
    files = Files({
        "profiles/village.yaml": "sector: village\n",
        "profiles/campaigns/my-year.yaml": text,
        "units/x.yaml": "extends: village\ncampaign: my-year\n",
    })  # fmt: skip
    return read_profile(files.source("units/x.yaml", ""), fields, {"plan": "实施方案"}, files)


def test_as_it_is_it_reads_and_says_nothing_but_its_id(fields: Fields, text: str) -> None:
    profile = read(fields, text)
    assert profile.problems == () and profile.campaign == "my-year"
    campaign = profile.tree.entries["campaign"]
    assert isinstance(campaign, Dict)
    assert {key: node.text for key, node in campaign.entries.items() if isinstance(node, Scalar)} == {"id": "my-year"}
    assert set(profile.tree.entries) == {"campaign", "sector"}


def test_uncommented_it_holds_all_three_shapes(fields: Fields, text: str) -> None:
    tree = read_yaml(Source("x.yaml", uncommented(text)))
    assert {"争创主题安排", "经常性措施", "会议程序", "理论指导", "创建标准", "查摆的方面", "for"} <= set(tree.entries)


def test_every_key_it_offers_is_one_a_campaign_may_say(fields: Fields, text: str) -> None:
    filled = re.sub(r"(?m)^( +(?:- )?[^ :#\n]+):(?= +# .*(?:可问|例：))", r"\1: 甲", uncommented(text))
    assert filled.count(": 甲") > 50
    assert [p.message for p in read(fields, filled).problems if "字段" in p.message] == []


@pytest.mark.parametrize("one", ["措施负责人", "措施完成日期", "措施频次", "程序负责人", "程序结果"])
def test_what_a_unit_says_is_not_asked_of_a_campaign(text: str, one: str) -> None:
    assert f"{one}:" not in text


@pytest.mark.parametrize(
    "line",
    [
        "  活动代号: my-year",
        "#for:",
        "#  village:    # 村",
        "经常性措施:",
        "#  - 措施名称:    # 措施的名称；例：主题党日；可问：上级文件",
    ],
)
def test_it_says(text: str, line: str) -> None:
    assert line in text.splitlines()


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    return int(left.value.code or 0)


def test_the_command_writes_a_file_that_a_plan_can_be_made_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "profiles" / "campaigns").mkdir(parents=True)
    file = "profiles/campaigns/my-year.yaml"
    assert run("new-campaign", "my-year", "-o", file) == 0
    plan = ["generate", "plan", "--profile", "village", "--campaign", "my-year", "--to", "md", "-o", "x.md", "--force"]
    for shape, missing in (("分阶段", "活动名称"), ("经常性", "措施名称"), ("一次会议", "程序名称")):
        written = re.sub(r"(?m)^  活动形态:.*$", f"  活动形态: {shape}", (tmp_path / file).read_text(encoding="utf-8"))
        (tmp_path / file).write_text(written, encoding="utf-8")
        assert run(*plan) == 0
        assert f"【待填：{missing}】" in (tmp_path / "x.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [("我的", "只能用"), ("../x", "只能用"), ("My-Year", "只能用小写"), ("", "只能用"), ("chuangxian-zhengyou", "已经有")],
)
def test_a_name_that_will_not_do_is_refused(name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new-campaign", name) == 2
    assert said in capsys.readouterr().err
