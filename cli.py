"""The command line: reads arguments, calls `pipeline`, prints `report`, writes files. Decides nothing about papers.

Everything heavy is imported inside the command that needs it, so that `--help` and `list` answer at once.
"""

import contextlib
import datetime
import gc
import io
import itertools
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click
from click.shell_completion import CompletionItem

from generator.problem import InputError, MissingTool, Problem, Span
from generator.version import VERSION

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.model import Date
    from generator.pipeline import Depth, Paper, Readiness, Request, Result, Shown, Target
    from generator.problem import Source
    from generator.write_file import Written

DONE, UNDECIDED, WRONG, LACKING, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130
LISTS = ("kinds", "sectors", "campaigns", "clauses", "layouts")
FORMATS = ("docx", "md", "pdf", "json", "ics")
NOT_YET = {
    "check": "检查文稿",
    "explain": "说明规则和段落来历",
    "collect": "收回填好的事实",
    "update": "更新改过的文稿",
    "compare": "比较两份文稿",
    "form": "生成收集表",
    "batch": "成批生成",
    "exercise": "出改错练习",
    "strip": "送出前清理",
    "adopt": "接收旧文稿",
    "serve": "网页界面",
}

# ---------------------------------------------------------------- click in Chinese


class _Chinese(click.Command):
    """Help with Chinese headings, and errors whose words are ours."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option) and not param.hidden]
        _write_columns(formatter, "选项", [(_spelled(option), option.help or "") for option in options])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示帮助"
        return option

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.args and not isinstance(self, click.Group):
            raise click.UsageError(f"多余的参数：{' '.join(ctx.args)}", ctx)
        return super().invoke(ctx)


class _Commands(_Chinese, click.Group):
    command_class = _Chinese

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        _write_columns(formatter, "命令", [(name, command.short_help or "") for name, command in self.commands.items()])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in NOT_YET:
            raise click.UsageError(f"命令 {name}（{NOT_YET[name]}）还没有做出来", ctx)
        if name not in self.commands:
            raise click.UsageError(f"没有命令“{name}”{_nearest(name, self.commands)}", ctx)
        return super().resolve_command(ctx, args)


class _OneOf(click.ParamType[str]):
    """One of some words; `later` are words that will be understood one day."""

    name = "word"

    def __init__(self, words: Sequence[str], later: Sequence[str] = ()) -> None:
        self.words, self.later = words, later

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.later:
            self.fail(f"“{value}”还没有做出来，现在可用：{'、'.join(self.words)}", param, ctx)
        if value not in self.words:
            self.fail(f"“{value}”不对，可用：{'、'.join(self.words)}", param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class _Named(click.ParamType[str]):
    """The id of something in the catalogue; checked where it is used, completed here."""

    name = "id"

    def __init__(self, ids: Callable[["Catalog"], Iterable[str]]) -> None:
        self.ids = ids

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from generator.catalog import Catalog

        with contextlib.suppress(InputError):
            return [CompletionItem(id_) for id_ in self.ids(Catalog()) if id_.startswith(incomplete)]
        return []


class _Day(click.ParamType["Date"]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Date":
        from generator.chinese import parse_date

        day = parse_date(str(value))
        if day is None or not day.day:
            self.fail(f"“{value}”不是日期，请写成 2010-05-18 或 2010年5月18日", param, ctx)
        return day


class _Whole(click.ParamType[int]):
    """A whole number from 1 to `most`."""

    name = "number"

    def __init__(self, most: int) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= self.most):
            self.fail(f"“{text}”不对，请写 1 到 {self.most} 的整数", param, ctx)
        return int(text)


def _spelled(option: click.Option) -> str:
    return " ".join([", ".join(option.opts), *([option.metavar] if option.metavar else [])])


def _write_columns(formatter: click.HelpFormatter, heading: str, rows: Sequence[tuple[str, str]]) -> None:
    """A list of definitions; click would count a Han character as one column, not two."""
    from generator.report import padded, width

    widest = max(width(name) for name, _ in rows)
    formatter.write(f"\n{heading}：\n")
    for name, meaning in rows:
        formatter.write(f"  {padded(name, widest)}  {meaning}\n")


def _nearest(word: str, words: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word, list(words), n=1)
    return f"，是不是 {near[0]}？" if near else ""


def _usage_error_in_chinese(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            near = f"，是不是 {error.possibilities[0]}？" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}"
        case click.MissingParameter(param=click.Argument() as argument):
            return f"缺少{argument.make_metavar(error.ctx) if error.ctx else argument.name}"
        case click.MissingParameter(param=click.Option() as option):
            return f"缺少选项 {'/'.join(option.opts)}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 后面缺少内容，或不应有内容"
        case click.BadParameter(param=click.Option() as option):
            return f"{'/'.join(option.opts)}：{error.message}"
    return error.message


# ---------------------------------------------------------------- options that many commands take

_F = TypeVar("_F", bound=Callable[..., Any])


def _format_option(function: _F) -> _F:
    return click.option("--format", "format_", type=_OneOf(("text", "json")), default="text", metavar="text|json",
                        help="给人看的文字，或给程序读的 JSON")(function)  # fmt: skip


def _root_option(function: _F) -> _F:
    return click.option("--root", metavar="文件夹", help="其中的 templates/、profiles/ 优先于自带的；默认是当前文件夹")(function)


def _force_option(function: _F) -> _F:
    return click.option("--force", is_flag=True, help="覆盖改过的或别人的文件，原文件另存为 .bak")(function)


_SETTINGS: dict[str, Any] = {
    "options_metavar": "[选项]",
    "context_settings": {"allow_extra_args": True, "max_content_width": 100},
}


# ---------------------------------------------------------------- commands


@click.group(cls=_Commands, invoke_without_command=True, options_metavar="[选项]", subcommand_metavar="命令 …",
             context_settings={"max_content_width": 100})  # fmt: skip
@click.option("--version", is_flag=True, is_eager=True, help="显示版本")
@click.pass_context
def nigao(ctx: click.Context, version: bool) -> int:
    """拟稿：从一份档案生成活动全套材料（实施方案、动员讲话、剖析提纲……），得到可以盖章的 Word 文件。

    \b
    例：
      nigao new village -o 柳湾村.yaml             新建一份村的档案，照注释填写
      nigao validate 柳湾村.yaml                   看有没有写错，还缺哪些事实
      nigao generate plan --profile 柳湾村.yaml    生成实施方案
      nigao generate all --profile 柳湾村.yaml     生成全套
    """
    if version:
        click.echo(f"nigao {VERSION}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return DONE


@nigao.command("list", short_help="有哪些材料、领域、活动、条款、版式", **_SETTINGS)
@click.argument("what", type=_OneOf(LISTS), default="kinds", metavar=f"[{'|'.join(LISTS)}]")
@_root_option
@_format_option
def list_(what: str, root: str | None, format_: str) -> int:
    """列出有哪些材料种类（kinds，不写即是）、领域、活动、条款或版式。

    \b
    例：
      nigao list
      nigao list sectors
    """
    from generator import pipeline, report

    catalog = _catalog(root)
    rows = pipeline.list_all(catalog, what, datetime.date.today())
    _tell_used(catalog)
    click.echo(report.as_json(rows) if format_ == "json" else report.table_as_text(rows))
    return DONE


@nigao.command(short_help="新建一份带注释的档案", **_SETTINGS)
@click.argument("sector", type=_Named(lambda c: c.sectors()), metavar="领域")
@click.option("-o", "output", metavar="文件", help="写到这个文件；不写则显示在屏幕上")
@click.option("--campaign", type=_Named(lambda c: c.campaigns()), metavar="活动", help="档案用于哪项活动")
@click.option("--interactive", is_flag=True, hidden=True)
@_root_option
@_force_option
def new(sector: str, output: str | None, campaign: str | None, interactive: bool, root: str | None, force: bool) -> int:
    """新建一份单位档案：每个字段都有说明，空着的以后再补。

    \b
    例：
      nigao new village -o 柳湾村.yaml
      nigao new agency --campaign chuangxian-zhengyou -o 文化局.yaml
    """
    from generator import pipeline

    if interactive:
        raise click.UsageError("--interactive（逐项问答）还没有做出来，请用 -o 写成文件后填写")
    catalog = _catalog(root)
    text = pipeline.new_profile(catalog, sector, campaign, datetime.date.today())
    _tell_used(catalog)
    _give(text, output, force)
    return DONE


@nigao.command("new-campaign", short_help="新建一份带注释的活动文件", **_SETTINGS)
@click.argument("campaign", metavar="活动代号")
@click.option("-o", "output", metavar="文件", help="写到这个文件；不写则显示在屏幕上")
@_root_option
@_force_option
def new_campaign(campaign: str, output: str | None, root: str | None, force: bool) -> int:
    """新建一份活动文件：名称、目标、标准、措施等每一项都有说明，对着上级文件填写。

    活动代号用小写字母、数字和连字符；文件放进 profiles/campaigns/ 就能用。

    \b
    例：
      nigao new-campaign dangji-xuexi -o profiles/campaigns/dangji-xuexi.yaml
    """
    from generator import pipeline

    if not re.fullmatch("[a-z][a-z0-9-]*", campaign):
        raise click.UsageError(f"活动代号“{campaign}”只能用小写字母、数字和连字符，以字母开头，如 dangji-xuexi")
    catalog = _catalog(root)
    if campaign in catalog.campaigns():
        raise click.UsageError(f"已经有名为“{campaign}”的活动，请换一个代号")
    text = pipeline.new_campaign(catalog, campaign)
    _tell_used(catalog)
    _give(text, output, force)
    return DONE


@nigao.command(short_help="检查档案写得对不对、够不够", **_SETTINGS)
@click.argument("profiles", nargs=-1, required=True, metavar="档案…")
@click.option("--kind", type=_Named(lambda c: c.kinds()), metavar="种类", help="只看这一种材料；事实不齐时退出码为 1")
@click.option("--campaign", type=_Named(lambda c: c.campaigns()), metavar="活动", help="档案里没写活动时用哪一项")
@click.option("--set", "sets", multiple=True, metavar="字段=值", help="临时改一个字段，可写多次")
@_root_option
@_format_option
def validate(profiles: tuple[str, ...], kind: str | None, campaign: str | None, sets: tuple[str, ...], root: str | None,
             format_: str) -> int:  # fmt: skip
    """检查档案：所有错误连同行列一次说清；每种材料齐不齐、还缺哪些事实、可以问谁。

    \b
    例：
      nigao validate 柳湾村.yaml
      nigao validate 柳湾村.yaml --kind plan
    """
    from generator import pipeline, report

    catalog = _catalog(root)
    kinds = (kind,) if kind else ()
    if kind:
        catalog.template(kind)  # an unknown one is told once, not for each profile
    _refuse_unknown(catalog, campaign)
    told = _validate(
        catalog,
        profiles,
        lambda source: pipeline.Request(kinds, source, datetime.date.today(), campaign=campaign or "", sets=sets),
    )
    _tell_used(catalog)
    click.echo(report.as_json(told) if format_ == "json" else "\n\n".join(map(report.readiness_as_text, told)))
    if any(readiness.problems for readiness in told):
        return WRONG
    return UNDECIDED if kind and not all(ready.ready for readiness in told for ready in readiness.kinds) else DONE


@nigao.command(short_help="生成材料", **_SETTINGS)
@click.argument("kinds", nargs=-1, required=True, type=_Named(lambda c: (*c.kinds(), "all")), metavar="种类…|套…|all")
@click.option("--profile", required=True, metavar="档案", help="单位或个人的档案；也可给一个领域的名称，得到全是待填的样子")
@click.option("--campaign", type=_Named(lambda c: c.campaigns()), metavar="活动", help="档案里没写活动时用哪一项")
@click.option("-o", "output", metavar="路径", help="一份材料：文件；几份或 all：文件夹；默认 out/<单位>/<序号 名称>.docx")
@click.option("--set", "sets", multiple=True, metavar="字段=值", help="临时改一个字段，可写多次")
@click.option("--depth", type=_OneOf(("outline", "skeleton", "draft")), default="draft", metavar="outline|skeleton|draft",
              help="提纲、骨架（每部分要回答的问题）或全文（默认）")  # fmt: skip
@click.option("--final", is_flag=True, help="定稿：还有待填就不写文件，并全部列出")
@click.option("--as-of", type=_Day(), metavar="日期", help="材料没写日期时，按这一天判断依据和提法")
@click.option("--layout", type=_Named(lambda c: c.layouts()), metavar="版式", help="换一种版式，见 nigao list layouts")
@click.option("--to", type=_OneOf(FORMATS, later=("html",)), default="docx", metavar="docx|md|pdf|json|ics",
              help="文件格式（默认 docx；pdf 要装 LibreOffice；ics 是日程表的日历）")  # fmt: skip
@click.option("--show", type=_OneOf(("context", "markdown", "tree")), metavar="context|markdown|tree",
              help="只在屏幕上看中间结果，不写文件")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="只说会写什么、还缺什么，不写文件")
@click.option("--minutes", type=_Whole(600), metavar="分钟", help="讲话、主持词、党课讲多久：放不下的可略部分略去")
@click.option("--rate", type=_Whole(1000), metavar="字数", help="每分钟讲多少字")
@click.option("--guide", is_flag=True, help="每一部分写什么、备什么料、常见毛病，写成 Word 批注；送出前删去")
@_force_option
@_root_option
@_format_option
def generate(
    kinds: tuple[str, ...], profile: str, campaign: str | None, output: str | None, sets: tuple[str, ...], depth: "Depth",
    final: bool, as_of: "Date | None", layout: str | None, to: "Target | Literal['pdf']", show: "Shown | None", dry_run: bool,
    minutes: int | None, rate: int | None, guide: bool, force: bool, root: str | None, format_: str,
) -> int:  # fmt: skip
    """从档案生成材料。没给的事实印成【待填：…】，写完后列出还缺哪些、可以问谁。

    \b
    例：
      nigao generate plan --profile 柳湾村.yaml
      nigao generate plan speech --profile 柳湾村.yaml -o 材料
      nigao generate all --profile 柳湾村.yaml --depth skeleton
      nigao generate plan --profile 柳湾村.yaml --set paper.date=2010-05-18 --final -o 方案.docx
    """
    from generator import pipeline

    catalog = _catalog(root)
    several = pipeline.is_several(catalog, kinds)
    _refuse_output(output, several, to)
    _refuse_unknown(catalog, campaign)
    request = pipeline.Request(
        kinds=tuple(dict.fromkeys(kinds)),
        profile=catalog.open_profile(profile),
        today=datetime.date.today(),
        campaign=campaign or "",
        sets=sets,
        depth=depth,
        final=final,
        as_of=as_of,
        layout=layout or "",
        to="docx" if to == "pdf" else to,
        show=show,
        minutes=minutes,
        rate=rate or pipeline.DEFAULT_RATE,
        guide=guide,
    )
    result = pipeline.generate(catalog, request)
    _tell_used(catalog)
    _tell_result(result)
    if show:
        return _show(result.papers, format_)
    targets = _targets(result.papers, profile, output, several, to)
    written = () if dry_run else _write(result.papers, targets, to, force)
    return _tell_papers(result.papers, targets, written, format_)


@nigao.command(short_help="档案的 JSON Schema，给编辑器用", **_SETTINGS)
@click.option("-o", "output", metavar="文件", help="写到这个文件；不写则显示在屏幕上")
@_root_option
@_force_option
def schema(output: str | None, root: str | None, force: bool) -> int:
    """档案的 JSON Schema：编辑器据此补全字段名、显示说明、标出写错的地方。

    \b
    例：
      nigao schema -o nigao.schema.json
    """
    from generator import pipeline

    catalog = _catalog(root)
    text = pipeline.schema(catalog)
    _tell_used(catalog)
    _give(text, output, force)
    return DONE


@nigao.command(short_help="看这台机器缺什么", **_SETTINGS)
@_root_option
@_format_option
def doctor(root: str | None, format_: str) -> int:
    """版本、公文字体、LibreOffice：有什么、缺什么、缺了怎么办。"""
    from generator import pipeline, report
    from generator.inspect_machine import inspect_machine

    catalog = _catalog(root)
    rows = inspect_machine([pipeline.layout_of(catalog, name) for name in catalog.layouts()])
    click.echo(report.as_json(rows) if format_ == "json" else report.table_as_text(rows))
    return DONE


# ---------------------------------------------------------------- what the longer commands do


def _validate(catalog: "Catalog", profiles: tuple[str, ...], request: "Callable[[Source], Request]") -> "list[Readiness]":
    """What there is to say of each profile; one that cannot be read does not keep the others from being looked at."""
    from generator import pipeline

    told = []
    for path in profiles:
        try:
            told.append(pipeline.validate(catalog, request(catalog.open_profile(path))))
        except InputError as error:
            told.append(pipeline.Readiness(path, error.problems))
    return told


def _show(papers: "Sequence[Paper]", format_: str) -> int:
    from generator import report

    shown = [{"kind": paper.kind, "name": paper.name, "shown": paper.shown} for paper in papers]
    click.echo(report.as_json(shown) if format_ == "json" else "\n\n".join(paper.shown or "" for paper in papers))
    return DONE


def _targets(papers: "Sequence[Paper]", profile: str, output: str | None, several: bool, to: str) -> list[Path]:
    """Where each paper goes: `-o` is a file for one kind, a folder for several."""
    from generator.write_file import safe_name

    names = [f"{safe_name(f'{paper.order:02d} {paper.name}')}.{to}" for paper in papers]
    if output is None:
        unit = safe_name(Path(profile.replace("\\", "/")).stem)
        return [Path("out", unit, name) for name in names]
    given = Path(output)
    if _is_folder(output, several):
        return [given / name for name in names]
    return [given if given.suffix.lower() == f".{to}" else given.with_name(f"{given.name}.{to}")]


def _is_folder(output: str, several: bool) -> bool:
    return several or os.path.isdir(output) or output.endswith(("/", os.sep))


def _refuse_output(output: str | None, several: bool, to: str) -> None:
    """A name that says something else than the other options is a mistake, told before any work is done."""
    suffix = Path(output or "").suffix[1:].lower()
    if output is None or suffix not in FORMATS or os.path.isdir(output):
        return
    if _is_folder(output, several):
        raise click.UsageError(f"几份材料要写到文件夹里，而 -o 给的是文件名“{output}”")
    if suffix != to:
        raise click.UsageError(f"-o 的扩展名是 .{suffix}，而 --to 是 {to}；请改成一致的")


def _refuse_unknown(catalog: "Catalog", campaign: str | None) -> None:
    """Ids that this profile or format would not look at are still to be right."""
    if campaign is not None:
        catalog.campaign(campaign)


def _write(papers: "Sequence[Paper]", targets: Sequence[Path], to: str, force: bool) -> "tuple[Written, ...]":
    from generator.write_file import write_file

    data = [paper.data for paper in papers]
    if to == "pdf":
        from generator.convert_pdf import convert_pdf
        from generator.fonts import substituted_fonts

        data = list(convert_pdf(data))
        _tell(substituted_fonts(_fonts(papers), data))
    return write_file(list(zip(targets, data, strict=True)), force=force)


def _tell_result(result: "Result") -> None:
    from generator import report

    _tell(result.notes)
    _tell(map(report.warning_as_text, result.warnings))


def _tell_papers(papers: "Sequence[Paper]", targets: Sequence[Path], written: "Sequence[Written]", format_: str) -> int:
    from generator import report

    done = written or itertools.repeat(None)  # nothing was to be written
    outcomes = [report.Outcome(paper, target, was) for paper, target, was in zip(papers, targets, done, strict=False)]
    if format_ == "json":
        click.echo(report.as_json([outcome.as_data() for outcome in outcomes]))
    else:
        click.echo("\n".join(map(report.outcome_as_text, outcomes)))
        if fonts := _fonts(papers):
            _tell([f"打印{'这些' if len(papers) > 1 else '这份'}材料的机器上要有这些字体：{'、'.join(fonts)}"])
    return DONE


def _fonts(papers: "Sequence[Paper]") -> tuple[str, ...]:
    """The fonts that the papers name, each once."""
    return tuple(dict.fromkeys(font for paper in papers for font in paper.fonts))


def _give(text: str, output: str | None, force: bool) -> None:
    """A text into a file, or as UTF-8 to standard output."""
    if output is None:
        click.echo(text.encode("utf-8"), nl=False)
        return
    from generator.write_file import write_file

    (done,) = write_file([(Path(output), text.encode("utf-8"))], force=force)
    click.echo(f"{'已写' if done.changed else '没有变化'}  {output}")


def _catalog(root: str | None) -> "Catalog":
    from generator.catalog import Catalog

    return Catalog(Path(root) if root is not None else None)


def _tell_used(catalog: "Catalog") -> None:
    if catalog.used:
        _tell([f"用了根目录里的文件：{'、'.join(catalog.used)}"])


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


# ---------------------------------------------------------------- the way in and every way out


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit status; never with a traceback."""
    _speak_utf8(arguments is None)
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--format=json" in given or ("--format", "json") in itertools.pairwise(given)
    if as_json:
        _reconfigure(sys.stdout, "utf-8")
    if arguments is None:
        gc.set_threshold(50_000)  # reference counts free all but little; looking for that costs a twentieth of a paper
    status = _status(given, as_json)
    if arguments is None:
        gc.freeze()  # nor is it looked for at the end: it goes with the process
    sys.exit(status)


def _status(arguments: list[str], as_json: bool) -> int:
    from generator.write_file import FileInTheWay

    try:
        with _ended_by_signals():
            status = nigao.main(arguments, prog_name="nigao", standalone_mode=False)
            sys.stdout.flush()
            return int(status or DONE)
    except InputError as error:
        return _fail(WRONG, error.problems, "没有写任何文件", as_json)
    except FileInTheWay as error:
        return _fail(UNDECIDED, error.problems, "没有写任何文件", as_json)
    except MissingTool as error:
        return _fail(LACKING, [Problem(Span(""), str(error))], "", as_json)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "nigao"
        problem = Problem(Span(""), _usage_error_in_chinese(error), f"用 {where} --help 看用法")
        return _fail(WRONG, [problem], "", as_json)
    except (KeyboardInterrupt, click.Abort):
        _tell(["已中断，没有留下写了一半的文件"])
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        return DONE
    except Exception as error:
        if os.environ.get("NIGAO_DEBUG") == "1":
            raise
        again = "这是程序的缺陷，不是您的错。请设 NIGAO_DEBUG=1 再运行一次，把屏幕上的内容连同命令告诉维护者"
        return _fail(OUR_FAULT, [Problem(Span(""), f"程序出错（{type(error).__name__}：{error}）", again)], "", as_json)


def _fail(status: int, problems: Sequence[Problem], ending: str, as_json: bool) -> int:
    from generator import report

    if as_json:
        click.echo(report.as_json({"status": status, "problems": report.in_order(problems)}))
    else:
        _tell([report.problems_as_text(problems, ending)])
    return status


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM ends the work as Ctrl-C does: what was begun is undone."""

    def stop(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _speak_utf8(may_restart: bool) -> None:
    """Streams that never fail on a character; under a bare C locale, file names and streams in UTF-8."""
    ascii_names = sys.getfilesystemencoding().lower() in ("ascii", "ansi_x3.4-1968", "us-ascii")
    if may_restart and ascii_names and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, sys.orig_argv)
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, None)


def _reconfigure(stream: object, encoding: str | None) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="replace")


if __name__ == "__main__":
    main()
