"""One-line faults, each of which some test has to notice: the file, the line as it is, the line as it would be wrong."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault in a file of dedup/. `old` stands there exactly once; `new` takes its place."""

    file: str
    old: str
    new: str


def _in(file: str, *changes: tuple[str, str]) -> list[Fault]:
    return [Fault(file, old, new) for old, new in changes]


TESTS = {
    "stages/cluster.py": ("unit/test_cluster.py", "properties/test_cluster_laws.py"),
    "stages/candidates.py": ("unit/test_candidates.py", "properties/test_check_laws.py"),
    "stages/condense.py": (
        "unit/test_condense.py",
        "properties/test_condense_laws.py",
        "properties/test_verify_laws.py",
    ),
    "stages/verify.py": ("unit/test_verify.py", "properties/test_verify_laws.py", "properties/test_condense_laws.py"),
    "stages/judge.py": ("unit/test_judge.py", "properties/test_judge_laws.py"),
    "guard.py": ("unit/test_guard.py", "unit/test_judge.py", "properties/test_judge_laws.py"),
    "residue.py": ("unit/test_residue.py", "unit/test_condense.py"),
    "normalise.py": ("unit/test_normalise.py", "unit/test_judge.py"),
    "pipeline.py": ("unit/test_pipeline.py", "properties/test_check_laws.py", "properties/test_condense_laws.py"),
    "cutting.py": ("unit/test_pipeline.py", "properties/test_check_laws.py", "properties/test_condense_laws.py"),
    "pairs.py": ("unit/test_pipeline.py", "unit/test_presets.py", "properties/test_check_laws.py"),
    "stages/extend.py": ("unit/test_extend.py",),
    "verbatim.py": ("unit/test_verbatim.py",),
    "cases.py": ("unit/test_guard.py",),
    "api.py": ("properties/test_group_laws.py", "properties/test_judge_laws.py"),
}
"""The tests that look after a file, those that are quick first."""

FAULTS = [
    *_in(
        "stages/cluster.py",
        ("if left != right and all(", "if left != right and any("),
        (" and _ordered(x, y) not in apart", ""),
        ("_ordered(x, y) in links and ", ""),
        ("(-links[pair], pair)", "(links[pair], pair)"),
        ("(-links[pair], pair)", "-links[pair]"),
        ("return min(links[_ordered(x, y)]", "return max(links[_ordered(x, y)]"),
        ("sorted(tuple(sorted(group)) for group", "list(tuple(group) for group"),
    ),
    *_in(
        "stages/candidates.py",
        ("keep[equal[a]] = True", "pass"),
        ("found[m] = [*found[m], n]", "pass"),
        ('if "*" in level):', 'if "?" in level):'),
        ("np.minimum(totals, totals[a])", "np.maximum(totals, totals[a])"),
        ("if b > a)", "if b >= a)"),
        (">= settings.candidate_cosine", "> settings.candidate_cosine"),
        ("near[a - start]", "near[0]"),
        ("if len(rows) > 1}", "if len(rows) > 2}"),
    ),
    *_in(
        "stages/condense.py",
        ("_offered(page, kept, witnesses | never | page.relied_on)", "_offered(page, kept, never | page.relied_on)"),
        ("witnesses | never | page.relied_on)", "witnesses | never)"),
        ("n != m and n not in page.gone), -1)", "n != m), -1)"),
        ("never = _never_cut(page) | set(cuts)", "never = _never_cut(page)"),
        ("held = held | set(offers[-1].covered_by)", "pass"),
        ("if any(rest.facts for _, _, rest in found) or share", "if share"),
        ("if Flag.TRUNCATED in passage.flags:", "if False:"),
        ("held.add(left[n - 1].id)", "held.add(passage.id)"),
        ("if m not in witnesses and kept and", "if kept and"),
        ("if k != m and k not in gone]", "if k != m]"),
        ("return any((y, x) in theirs and", "return False and any((y, x) in theirs and"),
        ("(rule, *(-float(m) for m", "(rule, *(float(m) for m"),
        ("share / total > page.settings.safe_residue", "False"),
        ("if page.duplicate(k, m) or any(page.holds(k, m))]", "]"),
        ("if not all(page.duplicate(k, m) or page.holds(k, m)[n] for", "if not all(True for"),
        ("passage.start + span.start, rest", "span.start, rest"),
        ("(*covered, other)", "(other,)"),
        ("for one, other in ((a, b), (b, a)):", "for one, other in ((a, b),):"),
        ("rank < best[0]", "rank > best[0]"),
        ("held = set(page.pinned)", "held = set()"),
        ("if page.lacking(m, sorted({k for k, _, _ in found})):", "if False:"),
        ("for fact in page.lacking(m, witnesses):", "for fact in ():"),
        ("if row[0] <= page.settings.review_residue]", "]"),
    ),
    *_in(
        "stages/verify.py",
        ("if not witnesses or len(witnesses) < len(row[n].covered_by):", "if not witnesses:"),
        ("for w in row[n].covered_by if w not in gone]", "for w in row[n].covered_by]"),
        ("if at < len(condensed):", "if False:"),
        ("same = found == space or (beside_cut and", "same = True or (beside_cut and"),
        ('return not inside or "\\n" in found', 'return True or "\\n" in found'),
        ("if not all(char in rest for char in found):", "if False:"),
        ("if cut.status in (CutStatus.SAFE, CutStatus.BOILERPLATE):", "if False:"),
        ("if not same or not condensed.startswith(body, at):", "if not condensed.startswith(body, at):"),
        ("_no_fact_unlisted(passage, witnesses, row[n])", "pass"),
        ("if not any(low <= start and end <= high for", "if not any(True for"),
        ("if set(group.members) <= gone:", "if set(group.members) < gone:"),
        ("return end + last + 1 if last >= 0 else at", "return at"),
        ("Flag.TRUNCATED in passage.flags or ", ""),
        ("if n in at_odds or ", "if "),
        ("if n not in row:", "if False:"),
        ("if not all((min(n, w.id), max(n, w.id)) in matches for w in witnesses):", "if False:"),
        ("if passage.role is Role.BOILERPLATE and", "if"),
        ("if passage.id > last_kept >= 0:", "if False:"),
        ("        at += len(body)", "        pass"),
    ),
    *_in(
        "stages/judge.py",
        ("if facts.elsewhere or facts.conflicts:", "if facts.elsewhere:"),
        ("short, long = in_order_of_size(a, b)", "short, long = a, b"),
        ("relation = Relation.CONFLICT", "pass"),
        ("duplicate = score >= settings.duplicate_at", "duplicate = score > settings.duplicate_at + 0.05"),
        ('if found["ratio"] >= settings.similar_length:', 'if found["ratio"] <= settings.similar_length:'),
        ("if ratio >= settings.near_length and", "if"),
        ("facts.conflicts if relation is not Relation.UNRELATED else ()", "facts.conflicts"),
        (
            "covers.probability(coverage_in(found, b, a)),",
            "covers.probability(coverage_in(found, a, b)),",
        ),
        ("if same_text(a.text, b.text):", "if a.text == b.text:"),
    ),
    *_in(
        "guard.py",
        ("if other or another_subject(found, x, y, basis.lexicon):", "if other:"),
        ("text = masked(told.text, facts)", "text = told.text"),
        ("return Span(told.sentence.span.start + fact.start,", "return Span(fact.start,"),
        ("pairs |= {(int(alike[:, j].argmax()), j)", "pairs &= {(int(alike[:, j].argmax()), j)"),
    ),
    *_in(
        "residue.py",
        ("if word.stem not in said and word.weight >= TELLING]", "if word.stem not in said]"),
        ("return Residue(lacking(text, witness),", "return Residue((),"),
        ("if best < SYNONYM]", "if best <= 1]"),
        ("start = before.start() if before else start", "pass"),
        ("at + start, at + fact.end)", "start, fact.end)"),
    ),
    *_in(
        "normalise.py",
        ('" " * len(star.group())', '" "'),
        ('re.sub(r">", " ", mark.group())', 're.sub(r">", "", mark.group())'),
        ("        return bare.casefold()", "        return bare"),
        ('        **dict.fromkeys(_DASHES, "-"),\n', ""),
        ("if end - start > 1:", "if end - start > 9:"),
        ('r"\\w" * len(piece)', 'r"\\w*"'),
        ('bare = word.replace(JOINER, "")', "bare = word"),
        ('if unicodedata.category(c) == "No" else', "if False else"),
        ("    ).casefold()", "    )"),
    ),
    *_in(
        "pipeline.py",
        ("count(b.text) < count(a.text):", "count(b.text) > count(a.text):"),
        ("p.role in COMPARED]", "p.role is not Role.BOILERPLATE]"),
        ("a_in_b=verdict.b_in_a,", "a_in_b=verdict.a_in_b,"),
        ("type(s)(a.start + s[0],", "type(s)(s[0],"),
        ("if words > settings.most_words:", "if words >= settings.most_words:"),
        ("a_span=Span(a.start + c.a_span[0],", "a_span=Span(c.a_span[0],"),
    ),
    *_in(
        "cutting.py",
        ("if content.issuperset(pair)}", "}"),
        (" if match.relation is not Relation.CONFLICT}", "}"),
        ("frozenset({CutStatus.SAFE, CutStatus.BOILERPLATE})", "frozenset(set(CutStatus) - {CutStatus.KEEP_BOTH})"),
        ("if m not in gone)", ")"),
        ("while empty := [group", "while empty := [] and [group"),
        ("(-_saved(passages, group), group)", "group"),
        ("pinned |= _unsettling(kept, again.passages, safe)", "return cuts"),
        ("            if anew is None:", "            if False:"),
    ),
    *_in(
        "pairs.py",
        ("and not same_text(texts[i], texts[j]):", "and False:"),
        ("if verdict.relation is not Relation.UNRELATED:", "if True:"),
        ("if HINT not in verdict.notes:", "if True:"),
    ),
    *_in(
        "stages/extend.py",
        ("_rank(rows[i], j) <= 1", "True"),
        (">= settings.beside_cosine", ">= 0"),
        ("yield from ((x, y) for x in others for y in others if x < y)", "yield from ()"),
        ("row[n] = -1.0", "pass"),
    ),
    *_in(
        "verbatim.py",
        (">= FEWEST_WORDS for", ">= 0 for"),
        ("pairs = sorted(found if short is a else [(m, n) for n, m in found])", "pairs = sorted(found)"),
    ),
    *_in(
        "cases.py",
        ("return exchanged > 1", "return False"),
        ("not w.stem[0].isdigit()", "True"),
    ),
    *_in(
        "api.py",
        (" if self._says_the_same(v)}", "}"),
        ("len(labels)) for text in texts]", "len(labels)) for text in distinct]"),
        ("position[text]), len(labels)) for", "position[text]), position[text]) for"),
    ),
]
