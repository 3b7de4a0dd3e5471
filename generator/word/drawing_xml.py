"""DrawingML as text: boxes of text that stand at a place of the page and not in the flow.

The only module that writes drawings (ECMA-376 part 1, 20.4 and 21; boxes as Word 2010 and later write them, which
LibreOffice and WPS read as well). Decides nothing: who calls says what the box holds, where it stands and how big it is.
Namespaces are declared inside, so that a box can stand in the document as well as in a header or footer.
"""

from typing import Final, Literal, TypeAlias

from generator.datatype import datatype
from generator.word.word_xml import escape_text

_WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WPS: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_EMU_OF_TWIP: Final = 635

# The numbers of boxes, each once in a document, its headers and footers included.
COLOPHON_ID: Final = 1
FIRST_BLANK_ID: Final = 2
FIRST_FURNITURE_ID: Final = 101  # those of headers and footers

Frame: TypeAlias = Literal["margin", "page"]  # the text area, or the whole sheet


@datatype
class Place:
    """Where a box stands on one axis: so many twips from the start of the frame, or at one of its edges (`align`)."""

    frame: Frame
    offset: int = 0
    align: Literal["", "left", "bottom"] = ""


@datatype
class Box:
    """A box without lines or fill. Width and height in twips, those of the text as it is read after turning.

    `id` is unique in the document, its headers and footers included; `name` and `description` are read by people and
    screen readers. `turned`: the text runs from top to bottom. `inside` is where text smaller than the box stands.
    `wraps`: the text of the page goes on above and below it.
    """

    id: int
    name: str
    description: str
    width: int
    height: int
    across: Place
    down: Place
    wraps: bool = True
    inside: Literal["top", "bottom"] = "top"
    turned: bool = False


def text_box(box: Box, content: bytes) -> bytes:
    """The run that anchors a box at its paragraph; `content` is whole paragraphs and tables (the last a paragraph)."""
    width, height = (box.height, box.width) if box.turned else (box.width, box.height)
    size = f'cx="{width * _EMU_OF_TWIP}" cy="{height * _EMU_OF_TWIP}"'
    start = (
        f'<w:r><w:drawing><wp:anchor xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{box.id}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0">'
        f'<wp:simplePos x="0" y="0"/>{_position("H", box.across)}{_position("V", box.down)}<wp:extent {size}/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/>{"<wp:wrapTopAndBottom/>" if box.wraps else "<wp:wrapNone/>"}'
        f'<wp:docPr id="{box.id}" name="{escape_text(box.name)}" descr="{escape_text(box.description)}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_A}"><a:graphicData uri="{_WPS}"><wps:wsp xmlns:wps="{_WPS}">'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        "<wps:txbx><w:txbxContent>"
    )
    turn = "vert" if box.turned else "horz"
    end = (
        f'</w:txbxContent></wps:txbx><wps:bodyPr rot="0" vert="{turn}" wrap="square" lIns="0" tIns="0" rIns="0" '
        f'bIns="0" anchor="{_INSIDE[box.inside]}" anchorCtr="0"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing></w:r>"
    )
    return b"".join((start.encode(), content, end.encode()))


_INSIDE: Final = {"top": "t", "bottom": "b"}


def _position(axis: Literal["H", "V"], place: Place) -> str:
    where = (
        f"<wp:align>{place.align}</wp:align>" if place.align else f"<wp:posOffset>{place.offset * _EMU_OF_TWIP}</wp:posOffset>"
    )
    return f'<wp:position{axis} relativeFrom="{place.frame}">{where}</wp:position{axis}>'
