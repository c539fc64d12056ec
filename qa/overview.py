"""Does a question ask for an account of something, rather than for one thing?

"What progress has the project made?" is answered by what a paragraph goes through, "who leads it?"
by one sentence. It judges wording, not subject matter, and says no where it is not sure.
"""

import re

_ACCOUNT = (
    r"(?:(?:much|new|next|further|main|major|recent|important|concrete|other|significant) )*"
    r"(?:progress|achievements?|accomplishments?|advances|developments|changes|improvements|steps"
    r"|measures|efforts|plans|ways)\b"
)
_CHANGED = (
    r"(?:going|progressing|developing|coming along|changed|evolved|developed|progressed|advanced"
    r"|improved|deepened)"
)
_DONE = r"(?:done|achieved|accomplished|planned|happened)"
_BE = r"(?:is|are|was|were)"
_HAVE = r"(?:has|have|had|will|is|are|was|were)"
_SOURCE = r"(?:we|you|they|it|the (?:text|document|article|report)s?)"
_ABOUT = r"(?:about|on)\b"
_OPENING = r"(?:(?:and|but|so|also|then|ok|okay|please|(?:can|could) you)\b,? )*"
_OVERVIEW = re.compile(
    _OPENING
    + "(?:"
    + "|".join(
        (
            r"(?:tell (?:me|us) (?:more )?about|describe|explain|summari[sz]e|outline)\b",
            r"(?:give (?:me |us )?)?(?:an? |the )?(?:\w+ )?(?:overview|summary) (?:of|on)\b",
            rf"(?:in |by |through )?(?:what|which|how) {_ACCOUNT}",
            rf"(?:what|which) {_BE} (?:the |its |their )?{_ACCOUNT}",
            rf"what(?: {_BE}|['’]s) (?:\w+ ){{0,5}}(?:happening|going on|being done)\b",  # noqa: RUF001
            rf"what {_HAVE} (?:\w+ )?(?:been |be )?{_DONE}\b",
            rf"what (?:do|does|did|can) {_SOURCE} (?:know|say|tell (?:me|us)) {_ABOUT}",
            rf"what {_BE} (?:known|said|written|reported) {_ABOUT}",
            rf"how {_HAVE} .*\b{_CHANGED}\W*\Z",
        )
    )
    + ")"
)


def asks_overview(question: str) -> bool:
    """Whether a question asks for an account: of progress, plans, ways, or all that is said."""
    return bool(_OVERVIEW.match(" ".join(question.casefold().split())))
