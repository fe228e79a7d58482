"""Figures keep their meaning: columns their place, exponents and indices what they are."""

import pytest

from tests.ingest.html.made import read


def test_a_cell_that_spans_columns_keeps_the_next_in_place() -> None:
    table = """<table><tr><th colspan=2>2022</th><th>2023</th></tr>
    <tr><td>1</td><td>2</td><td>3</td></tr><tr><td colspan="3">All of it</td></tr></table>"""

    assert read(table) == "2022\t\t2023\n1\t2\t3\nAll of it"


def test_a_cell_that_spans_rows_keeps_the_next_in_place() -> None:
    table = """<table><tr><th rowspan=2>North</th><td>Beds</td><td>12</td></tr>
    <tr><td>Staff</td><td rowspan=2>9</td></tr><tr><th>South</th><td>Beds</td></tr>
    <tr><th>West</th><td>Beds</td><td>7</td></tr></table>"""

    assert read(table) == "North\tBeds\t12\n\tStaff\t9\nSouth\tBeds\nWest\tBeds\t7"


def test_a_block_of_cells_in_the_middle_keeps_what_is_beside_it_in_place() -> None:
    table = """<table><tr><td>a</td><td rowspan=2 colspan=2>b</td><td>c</td></tr>
    <tr><td>d</td><td>e</td></tr></table>"""

    assert read(table) == "a\tb\t\tc\nd\t\t\te"


def test_empty_cells_stay() -> None:
    table = "<table><tr><td></td><td>-</td><td> </td><td>4</td><td>✓</td><td></td></tr></table>"

    assert read(table) == "\t-\t\t4\t✓\t"


@pytest.mark.parametrize(
    "table",
    [
        "<div class=t><div class=r><p class=c>a</p><p class=c></p><p class=c>b</p></div></div>",
        "<div role=table><div role=row><p role=rowheader>a</p><p role=cell><p role=cell>b</div></div>",
    ],
)
def test_what_styles_and_roles_lay_out_as_a_table_is_one(table: str) -> None:
    sheet = "<style>.t{display:table}.r{display:table-row}.c{display:table-cell}</style>"

    assert read(sheet + table) == "a\t\tb"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<i class=tick aria-hidden=true></i><span class=sr-only>Yes</span>", "Yes"),
        ("<i class=tick><span class=sr-only>Yes</span></i>", "Yes"),
        ("5 <span class=sr-only>homes</span>", "5"),
    ],
)
def test_words_that_stand_for_an_icon_in_a_cell_are_read(cell: str, text: str) -> None:
    assert read(f"<table><tr><td>a</td><td>{cell}</td></tr></table>") == f"a\t{text}"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("CO<sub>2</sub> rose", "CO2 rose"),
        ("C<sub>6</sub>H<sub>12</sub>", "C6H12"),
        ("PM<sub>2.5</sub> fell", "PM2.5 fell"),
        ("1011<sub>2</sub> is 11", "1011₂ is 11"),
        ("log<sub>10</sub>100", "log₁₀100"),
        ("SO<sub>4</sub><sup>2-</sup>", "SO4²⁻"),
        ("120 m<sup>2</sup>", "120 m²"),
        ("10<sup>6</sup> cells", "10⁶ cells"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("10<sup>6.5</sup>", "10^6.5"),
        ("3 kWh m<sup>−2</sup>", "3 kWh m⁻²"),
        ("<sup>14</sup>C", "¹⁴C"),
        ("the 5<sup>th</sup> visit", "the 5th visit"),
        ("M<sup>c</sup>Donald", "McDonald"),
        ("x<sup>n</sup> grows", "xⁿ grows"),
        ("20<sup>o</sup>C", "20°C"),
        ("Brand<sup>TM</sup>", "BrandTM"),
        ("Total<sup>a</sup> of", "Totalᵃ of"),
        ("2<sup>1</sup>&frasl;<sub>2</sub> days", "2 1/2 days"),
        ("<sup>3</sup>/<sub>4</sub> of them", "3/4 of them"),
        ("2&frac12; days", "2½ days"),
        ("x<sup>2</sup>/3", "x²/3"),
        ("5 km<sup>1</sup> away", "5 km¹ away"),
        ("H<b><sub>2</sub></b>O", "H2O"),
        ("2021<sup>/22</sup> and on", "2021/22 and on"),
        ("10<span style='vertical-align:super'>6</span> cells", "10⁶ cells"),
        ("10<span style='vertical-align:text-top;font-size:60%'>6</span> cells", "10⁶ cells"),
        ("1<i style='position:relative;top:-.4em;font-size:9px'>6</i> cells", "1⁶ cells"),
        ("<b>2 m</b><b style='font-variant-position:super'>2</b> of it", "2 m² of it"),
    ],
)
def test_raised_and_lowered_words_keep_their_meaning(markup: str, text: str) -> None:
    assert read(f"<p>{markup}</p>") == text
    assert read(f"<h2>{markup}</h2>") == text
    assert read(f"<table><tr><td>A</td><td>{markup}</td></tr></table>") == f"A\t{text}"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Crime<sup><a href='#n1'>1</a></sup> fell.", "Crime fell."),
        ("Crime<a href='#n1'><sup>1</sup></a> fell.", "Crime fell."),
        ("Crime fell.<sup>[7]</sup>", "Crime fell."),
        ("In 2021<a href='#n1' role=doc-noteref>1</a> it fell.", "In 2021 it fell."),
        ("In 2021<a href='#fn1'><span>[1]</span></a> it fell.", "In 2021 it fell."),
        ("In 2021<span style='vertical-align:super'><a href='#n1'>1</a></span> it fell.",
         "In 2021 it fell."),
        ("See part <a href='#n1'>1</a> of it.", "See part 1 of it."),
        ("Crime<sup><a href='#gone'>1</a></sup> fell.", "Crime¹ fell."),
        ("Crime<sup><a href='/other'>1</a></sup> fell.", "Crime¹ fell."),
        ("Crime fell.<sup>[8]</sup>", "Crime fell.[8]"),
        ("The area is 10<sup>7</sup> m.", "The area is 10⁷ m."),
    ],
)  # fmt: skip
def test_a_mark_is_left_out_only_where_it_has_its_note(markup: str, text: str) -> None:
    notes = "<ol><li id=n1>As <a id=fn1>counted</a>.</li></ol><p>[7] As said.</p>"

    assert read(f"<p>{markup}</p>{notes}") == f"{text}\n• As counted.\n[7] As said."


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mfrac><mn>3</mn><mn>4</mn></mfrac>", "3/4"),
        ("<mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac>", "2 1/2"),
        ("<msup><mn>10</mn><mn>6</mn></msup>", "10⁶"),
        ("<msub><mi>CO</mi><mn>2</mn></msub>", "CO2"),
        ("<mi>r</mi><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>n</mi></mfrac>",
         "r = (a + b)/n"),
        ("<msqrt><mi>n</mi><mo>+</mo><mn>1</mn></msqrt>", "√(n + 1)"),
        ("<semantics><mrow><mi>E</mi><mo>=</mo><msup><mi>x</mi><mi>k</mi></msup></mrow>"
         "<annotation encoding='application/x-tex'>E=x^k</annotation></semantics>", "E = xᵏ"),
        ("<mtext>cases per </mtext><mn>1,000</mn>", "cases per 1,000"),
        ("<msup><mi>e</mi><mrow><mo>−</mo><mi>k</mi><mi>T</mi></mrow></msup>", "e^(− kT)"),
    ],
)  # fmt: skip
def test_formulas_are_read(formula: str, text: str) -> None:
    assert read(f"<p>It is <math>{formula}</math> here.</p>") == f"It is {text} here."


@pytest.mark.parametrize(
    "formula",
    [
        "<span class=k style='display:none'>{}</span><img alt='{{x^2}}'>",
        "<span aria-hidden=true>x2</span><span class=sr-only>{}</span>",
        "<span><nobr aria-hidden=true>x2</nobr><span>{}</span></span>",
    ],
)
def test_a_formula_that_shows_as_pictures_of_its_letters_is_read_once(formula: str) -> None:
    markup = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"

    assert read(f"<p>It is {formula.format(markup)} here.</p>") == "It is x² here."
