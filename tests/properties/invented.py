"""Invented news for hypothesis: sentences from a small grammar, and articles in which some of them are told twice."""

from __future__ import annotations

from hypothesis import settings, strategies as st


def examples(few: int) -> settings:
    """So many examples, fewer or more where the profile asks for it (HYPOTHESIS_PROFILE=quick, thorough)."""
    wanted = settings().max_examples
    return settings(max_examples=min(few, wanted) if wanted <= 100 else wanted)


NAMES = ["Ilsa Brandt", "Jonas Wiik", "Rafael Monte", "Greta Solheim", "the harbour office", "the fishermen's union"]
PLACES = ["Port Ellery", "Quern", "Ostrel", "Norland", "Berlin", "Kenya"]
DAYS = ["Monday", "Tuesday", "Friday", "4 March", "12 November 2019", "2021"]
FIGURES = ["12", "seven", "310", "1,400", "99.5 percent", "$2.5 billion", "18 kilometres", "40,000"]
THINGS = ["the old bridge", "the cod quota", "the night train", "the new water law", "the tram depot", "the flood wall"]

# each statement in two or three forms that say the same
FORMS = [
    (
        "{name} said on {day} that {thing} in {place} would cost {figure} more than planned.",
        "On {day} {name} said that {thing} in {place} was going to cost {figure} more than planned.",
        "{Thing} in {place} will cost {figure} more than was planned, {name} said on {day}.",
    ),
    (
        "Heavy rain destroyed {thing} near {place} on {day}, and {figure} households were left without power.",
        "{figure} households near {place} were left without power when heavy rain destroyed {thing} on {day}.",
    ),
    (
        'Critics of {thing} met in {place} on {day}. "We will not give up a single metre of our coast," {name} told them.',
        '"We will not give up a single metre of our coast," {name} told critics of {thing}, who met in {place} on {day}.',
    ),
    (
        "The council of {place} has not approved {thing}, because {figure} would be needed by {day}.",
        "Because {figure} would be needed by {day}, the council of {place} has not approved {thing}.",
    ),
    (
        "{name} has known {place} since childhood, and {thing} is something that nobody there likes to talk about.",
        "Since childhood {name} has known {place}, where nobody likes to talk about {thing}.",
    ),
    (
        "Prices for fresh fish rose sharply in {place} after {thing} was announced, traders complained on {day}.",
        "Traders in {place} complained on {day} that prices for fresh fish rose sharply after {thing} was announced.",
    ),
]
FURNITURE = ["No comments:", "Post a Comment", "Share this article", "Comments are closed."]
HEADINGS = ["What comes next", "A long winter", "## The flood wall", "Background"]
BROKEN = ["The harbour office has announced that the", "According to Greta Solheim, who told the council that"]

MOST_PARAGRAPHS = 5  # a check costs some 20 ms a paragraph, and the laws are asked of many articles

Statement = tuple[int, dict[str, str]]


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """One thing that can be told, in any of its forms."""
    thing = draw(st.sampled_from(THINGS))
    return draw(st.integers(0, len(FORMS) - 1)), {
        "name": draw(st.sampled_from(NAMES)),
        "place": draw(st.sampled_from(PLACES)),
        "day": draw(st.sampled_from(DAYS)),
        "figure": draw(st.sampled_from(FIGURES)),
        "thing": thing,
        "Thing": thing[0].upper() + thing[1:],
    }


@st.composite
def changed(draw: st.DrawFn, statement: Statement) -> Statement:
    """The statement with one of its facts replaced."""
    form, slots = statement
    slot = draw(st.sampled_from(["name", "place", "day", "figure"]))
    others = {"name": NAMES, "place": PLACES, "day": DAYS, "figure": FIGURES}[slot]
    return form, slots | {slot: draw(st.sampled_from(others))}


@st.composite
def told(draw: st.DrawFn, statement: Statement) -> str:
    """A statement in one of its forms."""
    form, slots = statement
    text = draw(st.sampled_from(FORMS[form])).format(**slots)
    return text[0].upper() + text[1:]


def respaced(text: str) -> str:
    """The same text as another page sets it."""
    return text.replace('"', "\u201d").replace("'", "\u2019").replace(" the ", " the\u00a0").upper()


@st.composite
def passages(draw: st.DrawFn) -> str:
    """A paragraph of one or two statements."""
    return " ".join(draw(told(draw(statements()))) for _ in range(draw(st.integers(1, 2))))


@st.composite
def articles(draw: st.DrawFn) -> str:
    """An article in which paragraphs come again: copied, reworded, shortened, lengthened, or with a fact changed."""
    known: list[list[Statement]] = []
    written: list[str] = []
    for _ in range(draw(st.integers(1, MOST_PARAGRAPHS))):
        what = draw(st.sampled_from(["new", "again", "again", "changed", "part", "more", "respaced", "other"]))
        if what == "other":
            written.append(draw(st.sampled_from(FURNITURE + HEADINGS + BROKEN)))
            continue
        if what == "respaced" and written:
            written.append(respaced(draw(st.sampled_from(written))))
            continue
        said = draw(st.sampled_from(known)) if known and what != "new" else []
        if not said:
            said = draw(st.lists(statements(), min_size=1, max_size=2))
        elif what == "changed":
            at = draw(st.integers(0, len(said) - 1))
            said = [draw(changed(one)) if n == at else one for n, one in enumerate(said)]
        elif what == "part":
            said = said[: draw(st.integers(1, len(said)))]
        elif what == "more":
            said = [*said, draw(statements())]
        known.append(said)
        written.append(" ".join(draw(told(one)) for one in said))
    return draw(st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\n \n\t"])).join(written)


SCRAPS = [
    *("The quota was cut. ", '"Never again," ', "He said ", "> ", "* ", "No comments:", "12 ", "1,400", "$3bn "),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "  ",
        "\u00a0",
        "\u200b",
        "f*ck ",
        "\u201c",
        "'",
        "-",
        "\u2014",
        "\u00b2",
        "\u0130",
        "\ud800",
    ),
    *("The quota was cut by half on Monday in Quern.\n", "THE QUOTA WAS CUT BY HALF ON MONDAY IN QUERN.\n\n"),
]
any_text = st.one_of(
    st.text(st.characters(), max_size=120), st.lists(st.sampled_from(SCRAPS), max_size=14).map("".join)
)
any_article = st.one_of(articles(), articles(), any_text)
any_passage = st.one_of(passages(), passages(), any_text)
