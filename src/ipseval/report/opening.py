"""The first page: the question, the answer in plain sentences, and how to take it."""

from __future__ import annotations

from collections.abc import Iterator

from ipseval.figures import Figure
from ipseval.report.document import Block, Number, Numbers, Section, Text
from ipseval.report.view import View


def question(view: View) -> Section:
    """Question and answer."""
    say = view.words
    asked = say.own("question") or str(view.study["question"])
    asked = asked or say("answer.default_question", success=say.success, follow_up=say.follow_up)
    blocks: list[Block] = [Text(asked, "question"), *_answer(view), *_doubts(view)]
    blocks.append(Text(_caution(view), "caution"))
    if view.one("work_or_education") is not None:
        blocks.append(Text(_counted(view)))
    return Section("question", say("title.question"), tuple(blocks))


def _answer(view: View) -> Iterator[Block]:
    say, primary = view.words, view.study["primary"]
    if not view.wholes(primary):
        yield Text(say("answer.nobody", follow_up=say.follow_up), "lead")
        return
    pair = [figure for group in view.groups or () if (figure := view.one(primary, group)) is not None]
    if len(pair) == 2:
        yield from _pair(view, pair[0], pair[1])
        return
    figure = view.one(primary)
    if figure is None or figure.suppressed or figure.value is None:
        why = say.warning(figure.warning) if figure is not None and figure.warning else say("answer.hidden")
        yield Text(why, "lead")
        return
    yield Numbers((_number(view, figure),))
    yield Text(f"{_sentence(view, figure)} {_uncertainty(view, figure)}", "lead")


def _doubts(view: View) -> Iterator[Block]:
    """What is doubtful about the values of the primary measure that are shown."""
    primary = view.study["primary"]
    pair = (view.between(f"{primary}_difference"), view.between(f"{primary}_adjusted_difference"))
    shown = [
        f
        for f in (*view.wholes(primary), *pair)
        if f is not None and f.value is not None and not f.suppressed
    ]
    for warning in dict.fromkeys(figure.warning for figure in shown if figure.warning):
        yield Text(view.words.warning(warning), "caution")


def _sentence(view: View, figure: Figure) -> str:
    say = view.words
    if figure.measure != "work_or_education":
        number = say("cell.people", n=say.count(figure.n))
        return say("answer.other", title=say.measure(figure.measure), value=say.shown(figure), n=number)
    words = {"success": say.success, "follow_up": say.follow_up, "value": say.shown(figure)}
    if figure.censored == 0 and figure.numerator is not None and figure.n is not None:
        return say("answer.share", k=say.number(figure.numerator), n=say.number(figure.n), **words)
    return say("answer.estimated", **words)


def _uncertainty(view: View, figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    say = view.words
    return say("answer.uncertainty", low=say.value(figure, figure.low), high=say.value(figure, figure.high))


def _number(view: View, figure: Figure) -> Number:
    say = view.words
    label = view.scope(figure.group) if figure.group is not None else say.measure(figure.measure)
    if figure.suppressed or figure.value is None:
        hidden = say("cell.hidden_note", smallest=say.smallest)
        return Number(say.shown(figure), label, say.warning(figure.warning) or hidden)
    counted = say("answer.among", n=say("cell.people", n=say.count(figure.n)))
    if figure.unit == "share" and figure.censored == 0 and figure.numerator is not None:
        counted = say("cell.of", k=say.number(figure.numerator), n=say.count(figure.n))
    detail = say("answer.detail", counted=counted, level=say.level, interval=say.interval(figure))
    return Number(say.shown(figure), label, detail)


def _pair(view: View, first: Figure, second: Figure) -> Iterator[Block]:
    say, primary = view.words, view.study["primary"]
    yield Numbers((_number(view, first), _number(view, second)))
    difference = view.between(f"{primary}_difference")
    if difference is None or difference.suppressed or difference.value is None:
        told = difference is not None and not difference.suppressed and difference.warning
        yield Text(say.warning(told) if told else say("answer.difference_hidden"), "lead")
        whole = view.one(primary)
        if whole is not None and not whole.suppressed and whole.value is not None:
            yield Text(say("answer.whole", sentence=f"{_sentence(view, whole)} {_uncertainty(view, whole)}"))
        return
    found = f"{_both(view, first, second)} {_difference(view, difference, 'answer.difference')}"
    adjusted = view.between(f"{primary}_adjusted_difference")
    if adjusted is None or adjusted.suppressed or adjusted.value is None:
        yield Text(f"{found} {_settled(view, difference)}", "lead")
        if adjusted is not None and adjusted.warning and not adjusted.suppressed:
            yield Text(say("answer.not_adjusted", why=say.warning(adjusted.warning)))
        return
    yield Text(found, "lead")
    yield Text(f"{_difference(view, adjusted, 'answer.adjusted')} {_settled(view, adjusted)}", "lead")


def _settled(view: View, figure: Figure) -> str:
    """Whether the difference settles anything; the adjusted one, where there is one, as it is the primary."""
    return view.words("answer.undecided" if _crosses(figure) else "answer.decided")


def _both(view: View, first: Figure, second: Figure) -> str:
    """What became of the one group and of the other."""
    say = view.words
    words = {"one": view.scope(first.group), "first": say.shown(first), "second": say.shown(second)}
    if first.measure == "work_or_education":
        words |= {"success": say.success, "follow_up": say.follow_up, "two": view.scope(second.group)}
        return say("answer.pair", **words)
    title = say.measure(first.measure)
    return say("answer.pair_other", **words, title=title, two=say.label(second.group, "group"))


def _difference(view: View, figure: Figure, sentence: str) -> str:
    say = view.words
    named = [say.label(name) for name in (view.study.get("adjustment") or {}).get("covariates", ())]
    one, two = view.groups or ("", "")
    return say(
        sentence,
        value=_more(view, figure, figure.value),
        interval=_reach(view, figure),
        one=say.label(one, "group"),
        two=say.label(two, "group"),
        covariates=say.all_of(named) if named else "",
    )


def _more(view: View, figure: Figure, number: float | None) -> str:
    """A difference in words: so many more, or fewer."""
    if number is None:
        return view.words("cell.open")
    word = "answer.fewer" if number < 0 else "answer.more"
    return view.words(word, n=view.words.value(figure, abs(number)))


def _reach(view: View, figure: Figure) -> str:
    """The interval of a difference in words, the smaller difference first where both ends say the same."""
    say, low, high = view.words, figure.low, figure.high
    if low is None or high is None or low < 0 < high:
        return say("answer.reach", low=_more(view, figure, low), high=_more(view, figure, high))
    near, far = sorted((low, high), key=abs)
    bare = say.bare(say.value(figure, abs(near)), say.value(figure, abs(far)))
    return say("answer.reach", low=bare, high=_more(view, figure, far))


def _crosses(figure: Figure) -> bool:
    return figure.low is None or figure.high is None or figure.low <= 0 <= figure.high


def _caution(view: View) -> str:
    if view.groups is None:
        return view.words("answer.single")
    return view.words("answer.randomised" if view.study["randomised"] else "answer.observed")


def _counted(view: View) -> str:
    """Who the answer is about, those at work at start and those under way beside it."""
    say = view.words
    whole = set(view.study["success"]) == {"ordinary_employment", "ordinary_education"}
    said = [
        say(
            "answer.who_counts" if whole else "answer.who_counts_work",
            success=say.success,
            follow_up=say.follow_up,
        )
    ]
    if view.study["through"]:
        said.append(say("answer.through", day=say.day(view.study["through"])))
    for sentence, step in (("held", "in_work_at_start"), ("under_way", "immature")):
        if (n := view.step(step)) != say.number(0):
            said.append(say(f"answer.{sentence}", n=n, success=say.success))
    return " ".join(said)
