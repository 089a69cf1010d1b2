"""The answers of fighting, place, options and deal, each from the words of its own section."""

from __future__ import annotations

from asculum.options.views import Weighing
from asculum.report import dealt, settled, weighed
from asculum.report.answers import Answer, Told
from asculum.report.place_lines import lines
from asculum.report.place_resting import resting_part
from asculum.report.reckoning import Reckoning
from asculum.report.restating import category_word, side_name
from asculum.report.wording import capitalised, day, percent, rounded
from asculum.terms.speech import forwarded, retold, say


def fought(reckoning: Reckoning) -> Answer | None:
    """Answer how it was fought: who bled faster, and whether a law can be told."""
    found = reckoning.fought
    if found is None:
        return None
    exchange = found.exchange
    if exchange is None:
        return Answer(key="fought", refusal=found.no_exchange, change=say("Claims on both sides."))
    names = [side_name(reckoning.dossier, side) for side in (exchange.attacker, exchange.defender)]
    words = rounded(*exchange.whole.interval())
    law = (
        say("which law of attrition it followed cannot be told")
        if found.fitted is None
        else say("what laws of attrition make of it stands below")
    )
    return Answer(
        key="fought",
        sentence=(
            (say("{names}, who attacked, had", names=names[0]) + " "),
            Told(
                words=say(
                    "about {median} {category}",
                    median=words.median,
                    category=category_word(exchange.category),
                ),
                sources=exchange.whole.sources,
                what=say(
                    "{category} of {names} for one of {names_2}",
                    category=category_word(exchange.category),
                    names=names[0],
                    names_2=names[1],
                ),
            ),
            (
                " "
                + say(
                    "for each one of {names} ({span} in 9 of 10 draws); {law}.",
                    names=names[1],
                    span=words.span,
                    law=law,
                )
            ),
        ),
        definition=say(
            "{category} of the attacker over those of the defender, over all days that "
            "are answered for.",
            category=capitalised(category_word(exchange.category)),
        ),
        change=say(
            "Strengths of both sides week by week, stated by anyone. {no_laws}",
            no_laws=found.no_laws,
        ).strip(),
    )


def worth(reckoning: Reckoning) -> Answer | None:
    """Answer what the place was worth: what could reach each side's troops only with it."""
    found = reckoning.place
    if found is None:
        return None
    dossier = reckoning.dossier
    rows = {node.id: node.source for node in dossier.network_nodes}
    rows |= {edge.id: edge.source for edge in dossier.network_edges}
    told: list[str | Told] = []
    ends = [
        say("{side}: {words}", side=side_name(dossier, reading.side), words=part.ends)
        for reading in found.main
        if (part := resting_part(dossier, reading)) is not None
    ]
    unsure = say(
        "Counts of what the roads and railways carried: they are known within wide "
        "ranges only. What the place was a symbol of is not in it."
    )
    for reading in found.main:
        side = side_name(dossier, reading.side)
        told.append("; " if told else "")
        if not reading.worth.status.ok:
            told.append(say("what it gave {side} cannot be told", side=side))
            continue
        words = {line.quantity: line.words for line in lines(reading.estimates())}
        only, need = words["arrives_only_with"], words["need_beyond"]
        sources = [rows.get(name) or name for name in reading.sources]
        needed = say(
            "of the {span} tonnes a day that {side}’s troops beyond {name} needed on {day},",
            span=need.span,
            side=side,
            name=found.name,
            day=day(reading.day),
        )
        told += [
            needed + " ",
            Told(
                words=say("{lower} to {upper}", lower=only.lower, upper=only.upper),
                sources=tuple(dict.fromkeys(sources)),
                what=say("supplies that reach {side} only with {name}", side=side, name=found.name),
            ),
            " " + say("could come only through it"),
        ]
    if not any(isinstance(part, Told) for part in told):
        reasons = dict.fromkeys(forwarded(reading.worth.status.sentence) for reading in found.main)
        return Answer(
            key="place", refusal=" ".join(reasons), change=say("A network with capacities.")
        )
    return Answer(
        key="place",
        sentence=(
            say("As a hub for supply:") + " ",
            *told[1:],
            ".",
        ),
        definition=say(
            "What could reach troops beyond the place with it, less what could without "
            "it, over all ranges of what the ways could carry."
        ),
        change=" ".join([*ends, unsure]),
    )


def options(reckoning: Reckoning) -> Answer | None:
    """Answer what else could have been done: the first threshold of each side's last decision."""
    weighing = reckoning.weighing
    if weighing is None or not weighing.decisions:
        return None
    told_of = weighed.decisions(reckoning.dossier, weighing)
    pairs = zip(weighing.decisions, told_of, strict=True)
    last = {item.side: words for item, words in pairs if words.lead}
    if not last:
        refusals = dict.fromkeys(words.refusal for words in told_of)
        return Answer(
            key="options",
            refusal=" ".join(filter(None, refusals)),
            change=say("Losses of both sides."),
        )
    told: list[str | Told] = []
    for words in last.values():
        lead = next(line for line in words.thresholds if line.sentence == words.lead)
        told += [
            " " if told else "",
            Told(words=words.title.partition(":")[0], sources=lead.sources, what=words.title),
            f": {lead.short}",
        ]
    return Answer(
        key="options",
        sentence=tuple(told),
        definition=say(
            "What one must believe for what was done to have been better than the other "
            "course; losses after the day are reckoned, those of the other course "
            "assumed."
        ),
        change=say("What the other course would have cost: those ranges stand in dossier.toml."),
    )


def deal(reckoning: Reckoning) -> Answer | None:
    """Answer whether there was a deal: how often both should have preferred terms to fighting."""
    weighing = reckoning.weighing
    if weighing is None or not weighing.terms:
        return None
    if not weighing.deals:
        return _settled(reckoning, weighing)
    item = weighing.deals[-1]
    stated = [part.source for part in item.deal.ranges().values() if part.source]
    claims = [name for total in reckoning.totals for name in total.sources] if item.drawn else []
    return Answer(
        key="deal",
        sentence=(
            (
                say(
                    "On {day} there were terms that both should have preferred to fighting on in",
                    day=day(item.deal.date),
                )
                + " "
            ),
            Told(
                words=say("{share} of the draws", share=percent(1 - item.empty)),
                sources=tuple(dict.fromkeys([*stated, *claims])),
                what=say("draws with room for a deal"),
            ),
            say("; how each side saw its chances is assumed."),
        ),
        definition=say(
            "Both lose by fighting, so there is room for a deal unless one thinks better "
            "of its chances than the other does by more than fighting costs the two."
        ),
        change=(
            say("What each side was heard to expect: the ranges stand in dossier.toml. It assumes")
            + " "
        )
        + "; ".join(map(retold, dealt.ASSUMES))
        + ".",
    )


def _settled(reckoning: Reckoning, weighing: Weighing) -> Answer:
    """Answer by what stood in the way of terms, where no chances of a deal are stated."""
    models = settled.settled(reckoning.dossier, weighing)
    return Answer(
        key="deal",
        sentence=(models[-1].sentence,),
        definition=say(
            "{title}; by a model whose numbers the dossier states.", title=models[-1].title
        ),
        change=(say("The ranges stand in dossier.toml. It assumes") + " ")
        + "; ".join(map(retold, models[-1].assumes))
        + ".",
    )
