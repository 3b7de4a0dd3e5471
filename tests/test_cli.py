"""The command line as a person or a program meets it: what it writes, says and returns (design §6)."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

import cli
from generator import pipeline
from generator.problem import MissingTool

ROOT = Path(__file__).resolve().parent.parent
UNIT = str(ROOT / "samples" / "units" / "liuwan-village.yaml")
KINDS = ("plan", "speech", "self_analysis")


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in an empty folder; `run("list")` gives status and both streams."""
    monkeypatch.chdir(tmp_path)

    def go(*arguments: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
        streams = capsys.readouterr()
        assert "Traceback" not in streams.err + streams.out
        return Ran(int(left.value.code or 0), streams.out, streams.err)

    return go


def outside(arguments: Sequence[str], folder: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The same in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    return subprocess.run(command, cwd=folder, env={**clean, **environment}, capture_output=True, check=False, timeout=120)


def papers(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def edit(path: Path) -> None:
    """Change a word of a .docx, as a person would, and save it."""
    was = parts(path)
    body = was["word/document.xml"].decode()
    changed = re.sub(r"(<w:t[^>]*>)([^<]+)", r"\1改\2", body, count=1)
    assert changed != body
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in was.items():
            archive.writestr(name, changed.encode() if name == "word/document.xml" else data)


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A unit's profile that says almost nothing."""
    path = tmp_path / "小村.yaml"
    path.write_text("extends: village\n单位:\n  单位全称: 栖禾县苇塘镇柳湾村\n", encoding="utf-8")
    return str(path)


# ---------------------------------------------------------------- where papers go


def test_one_kind_goes_to_its_place_under_out(run: Run, tmp_path: Path) -> None:
    ran = run("generate", "plan", "--profile", UNIT)
    assert ran.status == 0
    (written,) = papers(tmp_path)
    assert written == "out/liuwan-village/10 实施方案.docx"
    assert f"已写  {written}（实施方案，" in ran.out


def test_all_kinds_go_to_a_folder(run: Run, tmp_path: Path) -> None:
    """In the order of use, each told as it is written; the notice is not needed where the plan goes out by itself."""
    ran = run("generate", "all", "--profile", UNIT, "-o", "材料 一")
    assert ran.status == 0
    written = papers(tmp_path)
    names = [name.removeprefix("材料 一/") for name in written]
    some = ("00 材料清单", "10 实施方案", "20 会议通知", "24 动员讲话", "42 剖析材料提纲", "50 党组织公开承诺书", "81 总结报告")
    assert {f"{name}.docx" for name in some} <= set(names) and "11 印发通知.docx" not in names
    assert [
        re.sub("（.*", "", line).removeprefix("已写  ") for line in ran.out.splitlines() if line.startswith("已写")
    ] == written


def test_a_set_of_kinds_goes_to_a_folder(run: Run, tmp_path: Path) -> None:
    assert run("generate", "meeting_set", "--profile", UNIT, "-o", "会").status == 0
    assert papers(tmp_path) == [
        "会/20 会议通知.docx",
        "会/21 会议议程.docx",
        "会/22 会议签到表.docx",
        "会/23 主持词.docx",
        "会/25 会议记录.docx",
    ]


def test_the_fonts_a_paper_needs_are_told_after_the_files(run: Run, tmp_path: Path) -> None:
    ran = run("generate", "plan", "speech", "--profile", UNIT, "-o", "o")
    (told,) = [line for line in ran.err.splitlines() if "字体" in line]
    assert told.startswith("打印这些材料的机器上要有这些字体：仿宋_GB2312、") and "方正小标宋简体" in told
    assert told.count("黑体") == 1
    ran = run("generate", "plan", "--profile", UNIT, "-o", "x.docx", "--format", "json")
    assert "方正小标宋简体" in json.loads(ran.out)[0]["fonts"] and "字体" not in ran.err
    assert "字体" not in run("generate", "plan", "--profile", UNIT, "--to", "md", "-o", "x.md").err


def test_a_paper_older_than_the_standard_is_told_so_once(run: Run) -> None:
    bureau = UNIT.replace("liuwan-village", "chengsha-water-bureau")
    ran = run("generate", "notice", "plan", "--profile", bureau, "-o", "o")
    assert ran.status == 0 and ran.err.count("早于2012年7月1日的材料也用现行的版式") == 1
    plain = run("generate", "notice", "--profile", UNIT, "-o", "p")
    assert plain.status == 0 and "现行的版式" not in plain.err
    numbers = ("papers.notice.number=澄水党组〔2013〕8号", "papers.filing.number=澄水党组〔2013〕9号")
    year = ("paper.date=2013-05-20", "paper.printed=2013-05-20", *numbers)
    later = run("generate", "notice", "--profile", bureau, "-o", "q", *(arg for told in year for arg in ("--set", told)))
    assert later.status == 0 and "现行的版式" not in later.err


def test_characters_that_the_faces_lack_are_told_where_they_stand(run: Run) -> None:
    facts = ("--set", "office.contact=王喆", "--set", "motto=做堃事")
    told = run("generate", "plan", "speech", "--profile", UNIT, "-o", "o", *facts)
    assert told.status == 0
    assert "--set:2 字体仿宋_GB2312、楷体_GB2312里没有“堃”“喆”，打印时会换成别的字体" in told.err
    assert "字体仿宋" not in run("generate", "plan", "--profile", UNIT, "-o", "p.docx").err


def test_a_house_layout_stands_in_for_the_one_it_extends(run: Run, tmp_path: Path) -> None:
    house = tmp_path / "house" / "templates" / "layouts" / "ours.yaml"
    house.parent.mkdir(parents=True)
    house.write_text("extends: gbt9704\nname: 本局红头\nfaces: {fangsong: {han: 方正仿宋_GBK}}\n", encoding="utf-8")
    bureau = UNIT.replace("liuwan-village", "chengsha-water-bureau")
    facts = ("--profile", bureau, "--root", "house", "--set", "layout=ours", "--format", "json")
    fonts = {row["kind"]: row["fonts"] for row in json.loads(run("generate", "notice", "speech", *facts, "-o", "o").out)}
    assert "方正仿宋_GBK" in fonts["notice"] and "仿宋_GB2312" not in fonts["notice"]
    assert "仿宋_GB2312" in fonts["speech"]


def test_an_unknown_layout_is_told_where_it_is_named(run: Run) -> None:
    told = run("generate", "plan", "--profile", UNIT, "--layout", "redhead")
    assert told.status == 2 and "--layout 没有名为“redhead”的版式" in told.err and "gbt9704" in told.err
    told = run("generate", "plan", "--profile", UNIT, "--set", "layout=redhead")
    assert told.status == 2 and "--set:1 layout 没有名为“redhead”的版式" in told.err


def test_more_copies_than_a_page_holds_are_refused(run: Run, tmp_path: Path) -> None:
    names = "".join(f"      - 澄沙县第{n}乡镇人民政府办公室\n" for n in range(120))
    shutil.copy(UNIT.replace("liuwan-village", "chengsha-water-bureau"), tmp_path / "bureau.yaml")
    (tmp_path / "many.yaml").write_text(f"extends: bureau.yaml\npapers:\n  notice:\n    cc:\n{names}", encoding="utf-8")
    told = run("generate", "notice", "--profile", "many.yaml", "-o", "x.docx")
    assert told.status == 2 and "many.yaml:5:" in told.err and "抄送机关太多，版记一面放不下" in told.err
    assert not (tmp_path / "x.docx").exists()


def test_a_first_page_without_text_is_told(run: Run) -> None:
    bureau = UNIT.replace("liuwan-village", "chengsha-water-bureau")
    ran = run("generate", "notice", "--profile", bureau, "-o", "n.docx", "--set", "org.short=" + "甲" * 330)
    assert ran.status == 0 and "印发通知 第一页排不下正文" in ran.err
    assert "第一页" not in run("generate", "notice", "--profile", bureau, "-o", "m.docx").err


def test_a_classified_paper_is_warned_of_loudly(run: Run) -> None:
    bureau = UNIT.replace("liuwan-village", "chengsha-water-bureau")
    facts = ("--set", "papers.notice.secrecy=秘密", "--set", "papers.notice.secrecy_period=1年")
    ran = run("generate", "notice", "--profile", bureau, "-o", "x.docx", *facts)
    assert ran.status == 2 and "没有写份号" in ran.err
    ran = run("generate", "notice", "--profile", bureau, "-o", "x.docx", *facts, "--set", "papers.notice.copy_number=000001")
    assert ran.status == 0 and "涉密文件不得在非涉密计算机上起草" in ran.err and "秘密" in ran.err


def test_one_kind_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    assert run("generate", "plan", "--profile", UNIT, "-o", "a/方案.docx").status == 0
    assert run("generate", "plan", "--profile", UNIT, "-o", "b/方案2010.5").status == 0
    (tmp_path / "c").mkdir()
    assert run("generate", "plan", "--profile", UNIT, "-o", "c").status == 0
    assert papers(tmp_path) == ["a/方案.docx", "b/方案2010.5.docx", "c/10 实施方案.docx"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", "plan", "speech", "--profile", UNIT, "-o", "x.docx"),
        ("generate", "plan", "--profile", UNIT, "-o", "x.pdf"),
        ("generate", "plan", "--profile", UNIT, "-o", "x.docx", "--to", "md"),
    ],
)
def test_a_name_that_does_not_fit_is_refused(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.status == 2 and "-o" in ran.err
    assert papers(tmp_path) == []


@pytest.mark.parametrize("to", ["md", "json"])
def test_other_forms(run: Run, tmp_path: Path, to: str) -> None:
    assert run("generate", "plan", "--profile", UNIT, "--to", to).status == 0
    (written,) = papers(tmp_path)
    text = (tmp_path / written).read_text(encoding="utf-8")
    assert written.endswith(f".{to}") and "实施方案" in text
    if to == "json":
        assert json.loads(text)["kind"] == "plan"


# ---------------------------------------------------------------- slots and --final


def test_slots_are_told_with_those_who_may_know(run: Run, small: str) -> None:
    ran = run("generate", "plan", "--profile", small, "-o", "x.docx")
    assert ran.status == 0
    assert re.search(r"还有 \d+ 处待填，补上这 \d+ 个字段即可", ran.out)
    assert re.search(r"党组织全称\s+org\.party_name\s+可问：党务干事", ran.out)
    assert "chuangxian-zhengyou" in ran.err, "which campaign was taken is said"


def test_final_refuses_with_slots_and_writes_without(run: Run, small: str, tmp_path: Path) -> None:
    ran = run("generate", "plan", "--profile", small, "--final", "-o", "x.docx")
    assert ran.status == 2 and "org.party_name" in ran.err
    assert papers(tmp_path) == ["小村.yaml"]
    assert run("generate", "plan", "--profile", UNIT, "--final", "-o", "x.docx").status == 0
    assert "x.docx" in papers(tmp_path)


def test_a_bare_sector_gives_a_paper_of_slots(run: Run, tmp_path: Path) -> None:
    assert run("generate", "plan", "--profile", str(ROOT / "profiles/village.yaml"), "-o", "x.docx").status == 0
    assert run("generate", "plan", "--profile", "village", "-o", "y.docx").status == 0
    assert (tmp_path / "x.docx").read_bytes() == (tmp_path / "y.docx").read_bytes()


def test_the_word_of_a_slot_in_a_value_is_no_slot(run: Run, small: str) -> None:
    before = run("generate", "plan", "--profile", small, "--dry-run", "--format", "json")
    after = run("generate", "plan", "--profile", small, "--dry-run", "--format", "json", "--set", "motto=【待填】")
    paths_before, paths_after = ({slot["path"] for slot in json.loads(ran.out)[0]["slots"]} for ran in (before, after))
    assert "motto" in paths_before and paths_after == paths_before - {"motto"}


# ---------------------------------------------------------------- nothing of the user's is lost (promise 5)


def test_an_edited_paper_is_kept(run: Run, tmp_path: Path) -> None:
    def again(*more: str) -> Ran:
        return run("generate", "plan", "--profile", UNIT, "-o", "x.docx", *more)

    assert again().status == 0
    target = tmp_path / "x.docx"
    assert "没有变化" in again().out
    assert again("--set", "motto=另一个主题").status == 0, "our own, not edited: replaced"
    assert papers(tmp_path) == ["x.docx"]
    edit(target)
    edited = target.read_bytes()
    ran = again()
    assert ran.status == 1 and "改过" in ran.err and "--force" in ran.err
    assert target.read_bytes() == edited
    ran = again("--force")
    assert ran.status == 0 and "x.docx.bak" in ran.out
    assert (tmp_path / "x.docx.bak").read_bytes() == edited and target.read_bytes() != edited


def test_one_file_in_the_way_keeps_all_from_being_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "24 动员讲话.docx").write_bytes(b"somebody else's")
    ran = run("generate", "all", "--profile", UNIT, "-o", "o")
    assert ran.status == 1 and "24 动员讲话.docx" in ran.err
    assert papers(tmp_path) == ["o/24 动员讲话.docx"]


def test_text_forms_are_replaced_only_by_the_same(run: Run, tmp_path: Path) -> None:
    arguments = ("generate", "plan", "--profile", UNIT, "--to", "md", "-o", "x.md")
    assert run(*arguments).status == 0
    assert run(*arguments).status == 0
    assert run(*arguments, "--set", "motto=另一个主题").status == 1
    assert run(*arguments, "--set", "motto=另一个主题", "--force").status == 0
    assert papers(tmp_path) == ["x.md", "x.md.bak"]


def test_new_never_overwrites_a_profile(run: Run, tmp_path: Path) -> None:
    assert run("new", "village", "-o", "村.yaml").status == 0
    (tmp_path / "村.yaml").write_text("单位: {}\n", encoding="utf-8")
    assert run("new", "village", "-o", "村.yaml").status == 1
    assert (tmp_path / "村.yaml").read_text(encoding="utf-8") == "单位: {}\n"


def test_dry_run_and_show_write_nothing(run: Run, tmp_path: Path) -> None:
    ran = run("generate", "all", "--profile", UNIT, "--dry-run")
    assert ran.status == 0 and ran.out.count("会写") > 20
    for what in ("context", "markdown", "tree"):
        ran = run("generate", "plan", "--profile", UNIT, "--show", what)
        assert ran.status == 0 and len(ran.out) > 1000
    assert papers(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM there")
def test_a_run_that_is_ended_leaves_nothing_half_done(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; sys.path.insert(0, sys.argv.pop(1)); import cli\n"
        "def wait(*arguments):\n    print('now', flush=True); time.sleep(60)\n"
        "os.replace = wait; cli.main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, str(ROOT), "generate", "all", "--profile", UNIT, "-o", "o"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"now\n"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "已中断" in err.decode()
    assert papers(tmp_path) == [] and not (tmp_path / "o").exists()


# ---------------------------------------------------------------- same input, same bytes (promise 4)


def test_the_same_bytes_whatever_the_surroundings(tmp_path: Path) -> None:
    surroundings = [
        {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
        {"LC_ALL": "C", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "4242", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ]
    results = []
    for number, environment in enumerate(surroundings):
        folder = tmp_path / f"文件夹 {number}"
        folder.mkdir()
        profile = folder / "柳 湾.yaml"
        shutil.copy(UNIT, profile)
        ran = outside(["generate", "all", "--profile", profile.name, "-o", "出"], folder, **environment)
        assert ran.returncode == 0, ran.stderr.decode()
        results.append({name: (folder / "出" / name).read_bytes() for name in papers(folder / "出")})
        time.sleep(0.01)
    assert len(results[0]) > 20 and results[0] == results[1] == results[2]


def test_nothing_of_the_machine_is_in_a_paper(run: Run, tmp_path: Path) -> None:
    """And neither where one stands, nor how the profile was named, changes a byte."""
    far = tmp_path / "某人的文件夹"
    far.mkdir()
    shutil.copy(UNIT, far / "u.yaml")
    made = []
    for number, (folder, name) in enumerate(((tmp_path, str(far / "u.yaml")), (far, "u.yaml"), (ROOT, str(far / "u.yaml")))):
        os.chdir(folder)
        assert run("generate", "plan", "--profile", name, "-o", str(tmp_path / f"{number}.docx")).status == 0
        made.append((tmp_path / f"{number}.docx").read_bytes())
    everything = b"".join(parts(tmp_path / "0.docx").values())
    for secret in (str(tmp_path), "某人的文件夹", str(ROOT), os.path.expanduser("~")):
        assert len(secret) < 5 or secret.encode() not in everything
    assert made[0] == made[1] == made[2]


# ---------------------------------------------------------------- every mistake, where it is (promise 6)


def test_all_mistakes_of_a_profile_are_told_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "坏.yaml").write_text(
        "extends: village\n单位:\n  单位全陈: 某村\n党员情况:\n  正式党员人数: 四十一\n没有的字段: 1\n", encoding="utf-8"
    )
    for arguments in (("validate", "坏.yaml"), ("generate", "all", "--profile", "坏.yaml")):
        ran = run(*arguments)
        said = ran.out + ran.err
        assert ran.status == 2
        assert "坏.yaml:3:3" in said and "单位全称" in said
        assert "坏.yaml:5:" in said and "坏.yaml:6:1" in said
    assert papers(tmp_path) == ["坏.yaml"]


def test_json_is_one_value_and_nothing_else(run: Run, tmp_path: Path, small: str) -> None:
    (tmp_path / "坏.yaml").write_text("没有的字段: 1\n", encoding="utf-8")
    for arguments, status in (
        (("list",), 0),
        (("list", "clauses"), 0),
        (("validate", small), 0),
        (("validate", "坏.yaml", small), 2),
        (("generate", "plan", "--profile", small), 0),
        (("generate", "plan", "--profile", small, "--show", "tree"), 0),
        (("generate", "plan", "--profile", "坏.yaml"), 2),
        (("generate", "plan", "--profile", "没有.yaml"), 2),
        (("generate", "plan", "--profile", small, "--final"), 2),
        (("generate", "plan"), 2),
        (("doctor",), 0),
    ):
        ran = run(*arguments, "--format", "json")
        assert ran.status == status, ran.err
        json.loads(ran.out)
    problems = json.loads(run("generate", "plan", "--profile", "坏.yaml", "--format", "json").out)["problems"]
    assert (problems[0]["file"], problems[0]["line"], problems[0]["column"]) == ("坏.yaml", 1, 1)


def test_validate_looks_at_every_file_and_says_what_is_missing(run: Run, tmp_path: Path, small: str) -> None:
    ran = run("validate", "没有.yaml", small)
    assert ran.status == 2 and "没有这个档案文件" in ran.out and "党组织全称" in ran.out
    assert run("validate", small).status == 0
    assert run("validate", small, "--kind", "plan").status == 1
    assert run("validate", UNIT, "--kind", "plan").status == 0
    assert run("validate", UNIT, "--kind", "plann").status == 2


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("name", sorted(cli.NOT_YET))
def test_what_cannot_be_done_yet_is_refused_by_name(run: Run, name: str) -> None:
    ran = run(name, "x", "--y")
    assert ran.status == 2 and name in ran.err and "还没有做出来" in ran.err and ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generate", "plan", "--profile", UNIT, "--to", "html"), "html"),
        (("new", "village", "--interactive"), "--interactive"),
        (("generate", "plan", "--profile", UNIT, "--seal", "none"), "没有选项 --seal"),
        (("generate", "plan", "--profle", UNIT), "是不是 --profile"),
        (("genrate", "plan"), "是不是 generate"),
        (("generate", "plann", "--profile", UNIT), "是不是“plan”"),
        (("generate", "--profile", UNIT), "缺少种类"),
        (("generate", "plan"), "缺少选项 --profile"),
        (("generate", "plan", "--profile"), "--profile"),
        (("generate", "plan", "--profile", UNIT, "--depth", "deep"), "outline"),
        (("generate", "plan", "--profile", UNIT, "--minutes", "-1"), "整数"),
        (("generate", "plan", "--profile", UNIT, "--as-of", "昨天"), "2010-05-18"),
        (("generate", "plan", "--profile", UNIT, "--set", "motto"), "字段=值"),
        (("generate", "plan", "--profile", UNIT, "--layout", "plian"), "plain"),
        (("generate", "plan", "--profile", UNIT, "--campaign", "no"), "活动"),
        (("generate", "plan", "--profile", UNIT, "--root", "没有"), "没有这个文件夹"),
        (("new", "vilage"), "是不是“village”"),
        (("list", "things"), "kinds"),
        (("list", "kinds", "more"), "多余的参数"),
    ],
)
def test_a_wrong_word_gets_a_chinese_answer_and_2(run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert ran.status == 2, ran.out + ran.err
    assert said in ran.err
    without_names = re.sub(r"--[\w-]+|“[^”]*”|nigao [a-z -]+|[\w./-]+\.(?:yaml|docx|md\.j2)\S*", "", ran.err)
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", without_names), "no English sentence"
    assert papers(tmp_path) == []


def all_commands() -> Iterator[tuple[str, ...]]:
    yield ()
    yield from ((name,) for name in cli.nigao.commands)


@pytest.mark.parametrize("command", list(all_commands()), ids=" ".join)
def test_help_is_chinese_and_has_examples(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command, "--help")
    assert ran.status == 0 and "用法：" in ran.out and "选项：" in ran.out
    assert not re.search(r"Usage|Options|Commands|Show|default|required", ran.out)
    if command not in {("doctor",)}:
        assert "例：" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 110


def test_help_and_version_alone(run: Run) -> None:
    assert "命令：" in run().out
    assert run("--version").out.startswith("nigao 0.")


def test_lists(run: Run) -> None:
    assert all(kind in run("list").out for kind in KINDS)
    assert "非公企业" in run("list", "sectors").out
    assert "chuangxian-zhengyou" in run("list", "campaigns").out
    assert "gbt9704" in run("list", "layouts").out
    rows = json.loads(run("list", "clauses", "--format", "json").out)
    assert len(rows) > 5 and all(re.fullmatch("[a-z_]+", key) for row in rows for key in row)


def test_a_file_of_the_users_own_root_is_used_and_told(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "本县"
    (own / "profiles" / "campaigns").mkdir(parents=True)
    text = (ROOT / "profiles" / "village.yaml").read_text(encoding="utf-8").replace("我村", "本庄")
    (own / "profiles" / "village.yaml").write_text(text, encoding="utf-8")
    ran = run("generate", "plan", "--profile", "village", "--root", "本县", "--to", "md", "-o", "x.md")
    assert ran.status == 0 and "profiles/village.yaml" in ran.err
    assert "本庄" in (tmp_path / "x.md").read_text(encoding="utf-8")


def test_schema_and_new_give_what_other_programs_read(run: Run, tmp_path: Path) -> None:
    assert json.loads(run("schema").out)["type"] == "object"
    assert run("schema", "-o", "s.json").status == 0
    for sector in ("village", "agency", "enterprise"):
        assert run("new", sector, "-o", f"{sector}.yaml", "--campaign", "chuangxian-zhengyou").status == 0
        ran = run("validate", f"{sector}.yaml")
        assert ran.status == 0 and "没有错误" in ran.out, ran.out
    assert run("new", "village").out.startswith("# 单位档案")


def test_completion_offers_what_there_is() -> None:
    def offered(arguments: list[str], incomplete: str) -> set[str]:
        complete = BashComplete(cli.nigao, {}, "nigao", "_NIGAO_COMPLETE")
        return {item.value for item in complete.get_completions(arguments, incomplete)}

    assert {"generate", "validate"} <= offered([], "")
    assert {"plan", "speech", "all"} <= offered(["generate"], "")
    assert offered(["generate", "plan", "--depth"], "s") == {"skeleton"}
    assert "village" in offered(["new"], "v")
    assert "gbt9704" in offered(["generate", "--layout"], "")


# ---------------------------------------------------------------- what can go wrong around it


def test_a_missing_libreoffice_is_3_and_says_how_to_get_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.convert_pdf.find_soffice", lambda: None)
    ran = run("generate", "plan", "--profile", UNIT, "--to", "pdf")
    assert ran.status == 3 and "LibreOffice" in ran.err and "apt-get install" in ran.err
    assert papers(tmp_path) == []


@pytest.mark.slow
def test_pdf_comes_out_the_same_each_time(run: Run, tmp_path: Path, tool: Callable[[str], str]) -> None:
    tool("soffice")
    assert run("generate", "plan", "--profile", UNIT, "--to", "pdf", "-o", "x.pdf").status == 0
    ran = run("generate", "plan", "--profile", UNIT, "--to", "pdf", "-o", "x.pdf")
    assert ran.status == 0 and "没有变化" in ran.out
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (RuntimeError("boom"), 70),
        (RecursionError(), 70),
        (MissingTool("没有"), 3),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("1/0"), 70),
    ],
)
def test_no_traceback_ever(run: Run, monkeypatch: pytest.MonkeyPatch, raised: BaseException, status: int) -> None:
    def fail(*arguments: object) -> None:
        raise raised

    monkeypatch.setattr(pipeline, "generate", fail)
    ran = run("generate", "plan", "--profile", UNIT)
    assert ran.status == status and ran.err.strip()
    if status == 70:
        assert type(raised).__name__ in ran.err and "NIGAO_DEBUG=1" in ran.err
        monkeypatch.setenv("NIGAO_DEBUG", "1")
        with pytest.raises(type(raised)):
            cli.main(["generate", "plan", "--profile", UNIT])


def test_a_console_of_another_encoding_is_no_reason_to_stop(tmp_path: Path) -> None:
    profile = tmp_path / "𠮷野村.yaml"
    shutil.copy(UNIT, profile)
    for environment in (
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "cp437"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    ):
        ran = outside(["generate", "plan", "--profile", profile.name, "--force"], tmp_path, **environment)
        assert ran.returncode == 0 and b"Traceback" not in ran.stderr
        listed = outside(["list", "--format", "json"], tmp_path, **environment)
        assert "实施方案" in listed.stdout.decode("utf-8"), "JSON is UTF-8 everywhere"
    assert papers(tmp_path) == ["out/𠮷野村/10 实施方案.docx", "𠮷野村.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="a shell's pipe")
def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    command = f'"{sys.executable}" "{ROOT / "cli.py"}" list clauses | head -c 1; exit ${{PIPESTATUS[0]}}'
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    ran = subprocess.run([bash, "-c", command], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in ran.stderr and b"BrokenPipe" not in ran.stderr


def test_generate_loads_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import cli\n"
        "try:\n    cli.main(sys.argv[1:])\n"
        "except SystemExit:\n    print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, str(ROOT)]
    for arguments, heavy in (
        (["generate", "plan", "--profile", UNIT, "-o", "x.docx"], {"docx", "lxml", "subprocess", "multiprocessing", "asyncio"}),
        (["--help"], {"jinja2", "yaml", "markdown_it", "docx", "lxml"}),
    ):
        ran = subprocess.run([*command, *arguments], cwd=tmp_path, capture_output=True, check=True, timeout=60)
        loaded = set(ran.stderr.decode().splitlines()[-1].split())
        assert loaded & heavy == set()
