"""Who may follow which topic: ``<prefix>:<rest>``; each room declares the rule of its prefixes."""

from __future__ import annotations

from collections.abc import Callable

from visavis.core.actor import Actor

Rule = Callable[[Actor, str], bool]
MOST = 100
"""Topics per socket; a page of more opens several (live.ts), so that each address stays short."""
LONGEST = 200

_rules: dict[str, Rule] = {}


def rule(prefix: str, allows: Rule) -> None:
    """Whether an actor may follow ``prefix:<rest>`` is answered by ``allows(actor, rest)``.

    Called in ``AppConfig.ready``. The rule may query; it runs inside the actor's organization.
    """
    _rules[prefix] = allows


def may_follow(actor: Actor, topic: str) -> bool:
    """Whether *actor* may hear that *topic* changed. A topic without a rule is nobody's."""
    prefix, _colon, rest = topic.partition(":")
    allows = _rules.get(prefix)
    return allows is not None and len(topic) <= LONGEST and allows(actor, rest)


def own_access(actor: Actor) -> tuple[str, ...]:
    """The topics by which *actor* hears of changes of their own rights: of their place here, and
    of their login (its sessions, its second factor); of the login of who really sits there too."""
    member = (f"access:{actor.membership_id}",) if actor.membership_id else ()
    people = (actor.user_id, actor.via_user_id)
    return (*member, *(f"access:user:{one}" for one in people if one is not None))


def _own_access(actor: Actor, rest: str) -> bool:
    return f"access:{rest}" in own_access(actor)


rule("access", _own_access)
