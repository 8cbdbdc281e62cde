"""Lines that belong to the page and not to the article. Each pattern has to match a whole passage.

They are tried on the levelled text in small letters (quotes and dashes straight). Boilerplate is left out of the
condensed text, so a line that might be said in an article is not here: a sentence about cookies, comments or shares
must match nothing, and a word that also heads a chapter ("Help", "Jobs") counts only beside others. The lookalikes
are in tests/cases/boilerplate.json.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Furniture(NamedTuple):
    """A kind of page furniture, where its lines come from, and what they look like."""

    name: str
    reason: str
    pattern: re.Pattern[str]


MOST_WORDS = 40
"""No line of page furniture is longer."""
MOST_CHARACTERS = 400
"""Keeps what the patterns cost bounded, whatever stands in the line."""

_SITE = (
    "facebook|twitter|x|whatsapp|linkedin|pinterest|reddit|tumblr|telegram|e-?mail|messenger|instagram|youtube|tiktok|"
    "threads|bluesky|mastodon|google ?\\+|rss|blogthis!?|flipboard|pocket|sms|viber|vkontakte"
)
_SITES = rf"(?:{_SITE})(?:(?:,? (?:and|or) |, ?| ?[|/\u00b7] ?| & | )(?:{_SITE}))*"
_SHARED = r"(?:article|story|post|page|entry|link|video|recipe)"
_WORDS_BEFORE_COMMENT = r"(?:post|leave|add|write|submit|make)"
_ACT = r"(?:share|tweet|e-?mail|print|save|pin|copy|send|like|listen|bookmark|link|gift|comment|follow)"
_MENU = (
    r"(?:home|menu|search|archives?|about(?: us)?|contact(?: us)?|help|faqs?|site ?map|advertise(?: with us)?|careers|"
    r"jobs|newsletters?|podcasts?|videos?|photos?|privacy(?: policy)?|cookies?(?: policy)?|accessibility|"
    r"terms(?: (?:of|and|&) (?:use|service|conditions))?|news|sport|sports|business|politics|world|opinion|culture|"
    r"technology|science|health|weather|travel|lifestyle|entertainment|subscribe|log ?in|sign ?in|register|shop)"
)
_FREE = r"(?: (?:now|here|today|free|for free))*"
_LETTERS = r"(?:newsletters?|alerts?|updates?|briefings?|digest|e-?mails?|notifications?|channel|podcast|mailing list)"
_NO_STOP = r"(?!.*[.!]\W*\Z)"  # a sentence after "Related:" is the article's own
_OLDER = r"(?:newer|older|next|previous|prev)"


def _kind(name: str, reason: str, *looks: str) -> Furniture:
    return Furniture(name, reason, re.compile(rf"\W*(?:{'|'.join(looks)})\W*"))


FURNITURE = (
    _kind(
        "comment box",
        "the comment area under a post; Blogger, WordPress, Disqus and news sites use these very words",
        rf"(?:no|\d[\d,]*) (?:comments?|replies|responses)(?: yet| so far)?(?:\W*{_WORDS_BEFORE_COMMENT} a comment)?",
        r"(?:comments?|replies|responses) ?\(\d[\d,]*\)",
        rf"{_WORDS_BEFORE_COMMENT} (?:a|your) (?:comment|reply|response)(?: below| here| now)?",
        r"(?:view|show|see|load|hide) (?:(?:all|more|the|older|newer|\d[\d,]*) )*(?:comments?|replies)"
        r"(?: \(\d[\d,]*\))?",
        r"comments?(?: (?:section|policy|rules|feed|rss|closed|off|disabled))?",
        r"comment(?:s|ing) (?:are|is|have been|has been) (?:now )?(?:closed|disabled|moderated|turned off|off)"
        rf"(?: (?:for|on) this {_SHARED})?",
        rf"be the first to (?:comment|reply|leave a comment)(?: on this {_SHARED})?",
        r"join the (?:conversation|discussion)",
        r"(?:you must be|please) (?:logged in|log in|sign in|login)(?: or register)? to"
        rf" (?:comment|{_WORDS_BEFORE_COMMENT} a comment)",
        r"your e-?mail address will not be published(?:. required fields are marked ?\*?)?",
        r"save my name,? e-?mail,? and website in this browser for the next time i comment",
        r"subscribe to: ?(?:post comments|posts|comments)(?: \(atom\))?",
        r"links to this post|create a link|report (?:this )?(?:comment|abuse)|repl(?:y|ies)|cancel reply",
        r"posted by:? .{1,60} (?:at|on) \d.{1,30}",
        rf"(?:labels|tags|filed under|posted in|categories): ?{_NO_STOP}.{{1,200}}",
    ),
    _kind(
        "share bar",
        "buttons that pass the page on",
        r"share|tweet|print|e-?mail|pin it|copy link|share link|share this",
        rf"{_ACT} this(?: {_SHARED}| with friends)?",
        rf"{_ACT}(?:\W+(?:and |or )?(?:{_ACT}|this|{_SITE}))+",
        rf"{_ACT}(?: this| it| {_SHARED})* ?(?:on|to|via|by|with|:|through) ?{_SITES}(?: \(opens in new window\))?",
        r"(?:click to )?(?:e-?mail|print)(?: a link| this)?(?: to a friend)? \(opens in new window\)",
        rf"(?:find|follow|like|join|connect with|visit|add) us(?: (?:on|at|via) {_SITES})?",
        rf"follow @?[\w.'-]+(?: [\w.'-]+){{0,4}} on {_SITES}",
        r"(?:(?:e-?mail this|blogthis!|share to (?:x|twitter|facebook|pinterest))\W*)+",
        r"link copied|copied to clipboard",
        _SITES,
        r"\d[\d,.]*k? (?:shares?|likes?|views?|retweets?)",
    ),
    _kind(
        "sign-up",
        "newsletters, accounts and subscriptions",
        rf"sign ?up{_FREE}",
        rf"(?:sign up|subscribe|register){_FREE} (?:for|to|and get|to get|to receive)"
        rf"(?: (?:our|the|your|a|free|daily|weekly|morning|evening|latest))*(?: [\w'-]+){{0,4}} {_LETTERS}"
        r"(?: (?:here|now|today|by e-?mail|for free|(?:delivered )?(?:straight )?(?:to|in) your inbox.{0,40}))?",
        r"(?:get|receive) (?:the|our|all the|your)(?: [\w'-]+){1,6} (?:straight |direct(?:ly)? )?(?:to|in|into) your"
        r" inbox.{0,60}",
        r"(?:subscribe|register|log ?in|log ?out|sign ?in|sign ?out|my account|create an? (?:free )?account|"
        rf"become a (?:member|subscriber)|start your free trial){_FREE}",
        r"already (?:a subscriber|a member|have an account|registered|subscribed)\W*(?:log ?in|sign ?in)?(?: here)?",
        r"(?:enter )?(?:your )?e-?mail address(?: here)?",
        r"never miss (?:a|an|the|our) [\w' -]{3,40} (?:by )?signing up (?:to|for) our .{3,60}",
        r"(?:receive|get) our (?:free |daily |weekly |monthly )*newsletter\b.{0,120}",
        r"(?:thank you|thanks) for (?:subscribing|signing up)(?: to .{3,40})?",
        r"(?:you can )?unsubscribe(?: at any time)?",
        rf"this (?:{_SHARED}|content) is (?:only )?(?:for|available to) (?:subscribers|members|registered users)"
        r"(?: only)?",
    ),
    _kind(
        "cookie notice",
        "consent banners",
        r"(?:this|our) (?:web ?site|site|web site|page) uses cookies\b.{0,200}",
        r"we (?:and our (?:\d+ )?partners )?use cookies (?:on (?:this|our)|to (?:improve|enhance|give|ensure|provide|"
        r"personali[sz]e|offer|make|understand)) .{3,240}",
        r"by (?:continuing to (?:use|browse)|using|clicking|browsing|closing) .{3,80}\b(?:cookies|privacy policy|"
        r"terms of (?:use|service)).{0,80}",
        r"(?:accept|reject|allow|manage|decline)(?: all)?(?: (?:&|and) (?:close|continue)| all| cookies?| cookie"
        r"| preferences| settings| choices| consent| options)+",
        r"cookie (?:policy|settings|preferences|notice|consent)|privacy (?:policy|settings|notice|preferences)",
        r"your privacy choices|do not sell (?:or share )?my personal information",
    ),
    _kind(
        "small print",
        "copyright and terms under a page",
        r"(?:copyright|\(c\)|\u00a9)[ ,\u00a9].{0,160}\ball rights reserved.{0,160}",
        r"\u00a9.{1,100}|(?:copyright|\(c\)) (?:\(c\) |\u00a9 )?\d{4}\b.{0,100}",
        r"all rights (?:are )?reserved.{0,160}",
        r"terms (?:of|and|&) (?:use|service|conditions)(?:\W+(?:and )?(?:privacy|cookie)s?(?: policy)?)?",
        r"(?:proudly )?powered by (?:blogger|wordpress|disqus|drupal|ghost|squarespace|wix|typepad|movable type|joomla)"
        r".{0,40}",
        r"(?:\w+ theme\. )?(?:\w+ )?theme (?:by|images by):? .{2,60}",
        r"this material may not be published, broadcast, rewritten,? or redistributed.{0,120}",
    ),
    _kind(
        "related links",
        "the way to other pages",
        r"(?:related|recommended|more) (?:articles?|stories|posts?|topics?|links?|news|content|coverage|reading"
        r"|videos?)",
        r"more (?:on this (?:story|topic)|from this author|stories like this|like this|for you|to explore)",
        r"related|recommended|see also|read also|also read|you (?:may|might) also (?:like|be interested in)|trending"
        r"(?: now| stories| topics)?|most (?:read|popular|viewed|shared|commented)",
        r"(?:top|latest|popular|recent) (?:news|stories|articles|posts|headlines|videos|comments)|editor'?s'? picks?"
        r"|don't miss|what to read next|up next|read next|explore more",
        r"(?:read|see|click)(?: here)? (?:more|(?:the )?(?:full|rest of the|original) (?:story|article|post|entry))"
        r"(?: here| at source)?",
        r"(?:read more|read also|also read|see also|related|related stor(?:y|ies)|related articles?|recommended|"
        rf"don't miss|more on this story|must read|watch|you may also like): ?{_NO_STOP}.{{3,160}}",
        r"continue reading(?: below| the main story| this article)?",
        r"click here(?: (?:to|for) [\w' -]{3,40})?",
        r"(?:back|return|scroll|skip|jump) to (?:the )?(?:top|home ?page|home|main content|content|navigation|"
        r"main page)",
        rf"{_OLDER} (?:articles?|stor(?:y|ies)|posts?|page|entr(?:y|ies))"
        rf"(?:\W+(?:home\W+)?{_OLDER}(?: (?:articles?|stor(?:y|ies)|posts?|page|entr(?:y|ies)))?)?",
        rf"home\W+{_OLDER} posts?|{_OLDER}\W+{_OLDER}",
        r"home|menu|search|about us|contact us|site ?map|advertise with us",
        rf"{_MENU}(?:\W+{_MENU})+",
        r"(?:show|load|see|view|read) (?:more|less|all)(?: (?:stories|articles|posts|news|results))?",
        r"page \d+ (?:of|/) \d+",
    ),
    _kind(
        "advertisement",
        "labels of advertisements",
        r"advertisements?|advertising|ads?|sponsored(?: content| posts?| links?)?|promoted(?: content)?"
        r"|paid (?:content|post)|partner content|affiliate links?",
        r"(?:article|story) continues (?:below|after)(?: (?:this |the )?(?:advertisement|ad|video|newsletter"
        r" promotion))?",
        r"(?:skip|report|hide|close|remove) (?:this )?(?:ad|ads|advertisement)",
        r"(?:advertisement\W+)?scroll (?:down )?(?:to|for) (?:continue|more)(?: reading)?",
    ),
    _kind(
        "appeal",
        "what a site asks of its readers, and what it owes them by law",
        r"we (?:want|would like|'d like|'d love) to hear (?:from you|what you think)(?: about this \w+)?\W.{0,160}",
        r"(?:please )?(?:help )?(?:us )?support (?:our|independent|local|this) (?:[\w-]+,? ){0,3}"
        r"(?:journalism|newsroom|website|site)\b.{0,160}",
        r"(?:we|this site) rel(?:y|ies) on (?:your|reader|the) (?:support|donations).{0,120}",
        r"(?:donate|give) (?:now|today)|make (?:a|your) (?:donation|contribution)(?: now| today)?",
        rf"(?:this|our) (?:{_SHARED}|site|website)(?: and [\w ]{{3,40}})? (?:may )?(?:contains?|includes?) "
        r"(?:affiliate (?:links?|advertis\w+)|"
        r"(?:references|links) to products from).{0,200}",
        r"(?:we|this site) (?:may |can )?(?:earn|receive|get)s? (?:a |an |some |small )*(?:affiliate )*"
        r"(?:commissions?|compensation|fees?) (?:if|when|from|for|on|through).{3,160}",
        r"(?:disclosure: ?)?(?:some|all|many|certain) of the links\b.{0,40}\bare affiliate links\b.{0,200}",
        r"(?:as an amazon associate|this (?:site|website) participates in the amazon).{3,200}",
        r"unless otherwise (?:stated|noted),? (?:the )?(?:content|text|material|work|all)\b.{3,120}\blicen[sc]ed? .{3,120}",
    ),
    _kind(
        "address",
        "a bare link or mail address",
        r"(?:source: ?|via: ?|link: ?|url: ?)?(?:https?://|www\.)\S+",
        r"(?:e-?mail: ?|contact: ?)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    ),
)
"""A passage belongs to the first kind that matches."""
