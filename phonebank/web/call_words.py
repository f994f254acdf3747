"""What the scripts of the call page say: key -> words in the language of the page."""

from flask_babel import gettext as _

from phonebank.domain.captain import HelpReason
from phonebank.domain.languages import spoken_languages
from phonebank.web.language_names import language_name


def call_words() -> dict[str, str]:
    """Every word that the page's scripts use; %(name)s is filled in by them."""
    return {
        **_of_the_bar(),
        **_of_the_stage(),
        **_of_the_queue(),
        **_of_results(),
        **_of_trouble(),
        **_of_the_captain(),
        **_of_handing_over(),
        **_of_sound(),
        **_of_the_household(),
        **_of_follow_ups(),
        **{f"language {each.tag}": language_name(each.tag) for each in spoken_languages()},
        "language und": language_name("und"),
    }


def _of_the_bar() -> dict[str, str]:
    return {
        "state previewed": _("Not called yet"),
        "state queued": _("Calling …"),
        "state placing": _("Calling …"),
        "state dialling": _("Calling …"),
        "state ringing": _("Ringing"),
        "state talking": _("Talking"),
        "state over": _("Call ended"),
        "machine": _("Sounds like voicemail"),
        "message follows": _("A machine? Press 2: our message follows the beep by itself."),
        "person": _("It is a person"),
        "it was a person": _("It was a person"),
        "release": _("Call now"),
        "hang up": _("Hang up"),
        "pass over": _("Pass over"),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "connected": _(
            "Connected: %(name)s, %(language)s", name="%(name)s", language="%(language)s"
        ),
    }


def _of_the_stage() -> dict[str, str]:
    return {
        "start title": _("Ready when you are"),
        "start text": _(
            "Your browser will ask for the microphone. Your line stays open for the whole shift; "
            "only the voters change."
        ),
        "start": _("Start"),
        "connecting title": _("Connecting your line …"),
        "connecting text": _("This takes a second or two."),
        "ready title": _("Ready to call"),
        "ready text": _("One key calls the next voter who speaks your language."),
        "free title": _("Ready when you are"),
        "free text": _("One key, and you are put through to voter after voter as they answer."),
        "take calls": _("Take calls"),
        "waiting title": _("Waiting for a voter"),
        "waiting about": _("Waiting, about %(seconds)s s", seconds="%(seconds)s"),
        "waiting text": _(
            "We are calling for you. As soon as somebody answers, they are on your line and on "
            "this page."
        ),
        "by hand": _("Call a mobile phone meanwhile"),
        "next": _("Call the next voter"),
        "break": _("Take a break"),
        "finish": _("Finish"),
        "break title": _("You are on a break"),
        "break text": _("Nobody is called. Your line stays open."),
        "go on": _("Go on"),
        "held title": _("Your captain has paused your calls"),
        "held text": _("Stay here: this page goes on by itself."),
        "removed title": _("Your calls on this shift are over"),
        "removed text": _("Your captain has ended them. Thank you for your help."),
        "own figures": _(
            "Your calls: %(calls)s · conversations: %(conversations)s · minutes talked: "
            "%(minutes)s",
            calls="%(calls)s",
            conversations="%(conversations)s",
            minutes="%(minutes)s",
        ),
        "go on after all": _("Go on after all"),
        "finished title": _("Thank you"),
        "finished text": _(
            "You have finished this shift. Calls made: %(count)s.", count="%(count)s"
        ),
        "elsewhere title": _("This shift is open in another tab"),
        "elsewhere text": _("Calls go on there. Here you can only look."),
        "take over": _("Take over here"),
    }


def _of_the_queue() -> dict[str, str]:
    return {
        "planned title": _("The shift has not begun"),
        "planned text": _(
            "It begins at %(time)s. Stay here: this page goes on by itself.", time="%(time)s"
        ),
        "paused title": _("The shift is paused"),
        "paused text": _("Your organiser has paused it. Stay here: this page goes on by itself."),
        "ended title": _("The shift has ended"),
        "ended text": _("Thank you. Calls made: %(count)s.", count="%(count)s"),
        "see summary": _("See what it has done"),
        "all done title": _("Everybody on the list has been called"),
        "all done text": _("There is nobody left to call. Thank you!"),
        "later title": _("Nobody may be called just now"),
        "later text": _(
            "The next voter can be called at %(time)s. This page looks again by itself.",
            time="%(time)s",
        ),
        "look again": _("Look again"),
        "other languages title": _("The voters who are left speak other languages"),
        "other languages text": _("There is nobody left to call in a language that you speak."),
    }


def _of_results() -> dict[str, str]:
    return {
        "result not home": _("Not home"),
        "result voicemail": _("Voicemail"),
        "result wrong number": _("Wrong number"),
        "result call back": _("Call back"),
        "result other language": _("Other language"),
        "result refused": _("Refused"),
        "result do not call": _("Do not call"),
        "result reached": _("Reached"),
        "result busy": _("Busy"),
        "result disconnected": _("Disconnected"),
        "result interrupted": _("Interrupted"),
        "result not placed": _("Could not be called"),
        "result no connection": _("Could not be called"),
        "result abandoned": _("Nobody was free"),
        "results title": _("Result"),
        "results title over": _("Call ended: what was the result?"),
        "saved": _("Saved: %(name)s, %(result)s", name="%(name)s", result="%(result)s"),
        "undo": _("Undo"),
        "undone": _("Taken back. What was the result?"),
        "note saved": _("Note saved"),
        "last": _("Before: %(name)s, %(result)s", name="%(name)s", result="%(result)s"),
        "question": _("Question %(number)s of %(count)s", number="%(number)s", count="%(count)s"),
        "survey over": _("That was the last question."),
        "optional": _("may be passed over"),
        "several": _("More than one answer may be chosen."),
        "number": _("A number"),
        "words": _("What the voter said"),
        "heard": _("Asked, or heard wrong:"),
        "rumour kept": _("Noted. Thank you."),
    }


def _of_trouble() -> dict[str, str]:
    return {
        "offline": _("No connection. What you note is kept here, and sent as soon as it is back."),
        "line lost": _("Your line was interrupted. Connecting again …"),
        "back": _("Connected again."),
        "microphone refused": _(
            "The browser does not let us use the microphone. Allow it beside the address, then "
            "start again."
        ),
        "no sdk": _("The telephone part of this page did not load. Load the page again."),
    }


def _of_the_captain() -> dict[str, str]:
    return {
        "help": _("Help"),
        "hand is up": _("Hand is up"),
        "help is coming": _("Your captain sees that you need help."),
        "from captain": _("Your captain:"),
        "put away": _("Got it"),
        "captain listen": _("Your captain listens"),
        "captain whisper": _("Your captain speaks to you alone"),
        "captain join": _("Your captain is in the call"),
        "captain take over": _("Your captain speaks; you are muted"),
    }


def _of_handing_over() -> dict[str, str]:
    return {
        "hand over to": _(
            "%(name)s speaks %(language)s and is free", name="%(name)s", language="%(language)s"
        ),
        "hand over now": _("Hand over to %(name)s now", name="%(name)s"),
        "guest title": _(
            "You, %(host)s and %(name)s are on the line", host="%(host)s", name="%(name)s"
        ),
        "guest text": _("Say who %(host)s is, then leave.", host="%(host)s"),
        "leave": _("Leave the call"),
        "going home title": _("You are leaving the call"),
        "going home text": _("A moment …"),
    }


def _of_the_household() -> dict[str, str]:
    return {
        "household": _("Also at this number"),
        "household reached": _("Is %(name)s there too?", name="%(name)s"),
        "household not home": _("Not there, but %(name)s is", name="%(name)s"),
    }


def _of_sound() -> dict[str, str]:
    return {
        "use my phone": _("Use my phone"),
        "device changed": _("Changed."),
        "device refused": _("This device cannot be used."),
        "device lost": _("Your microphone is gone. The voter is still there."),
        "phone lost": _("Your phone has hung up. The voter is still there."),
        "phone rings": _("Your phone rings. Press any key on it."),
        "phone is the line": _("You speak and hear by your phone now."),
        "press a key": _("Press the key you want instead. Escape leaves it as it is."),
        "key changed": _("Changed."),
    }


def _of_follow_ups() -> dict[str, str]:
    return {
        "see the text": _("See the text"),
        "text on its way": _("On its way"),
        "text waits": _("Goes out at %(time)s", time="%(time)s"),
        "text sent": _("Sent"),
        "text delivered": _("Delivered"),
        "text not sent": _("Could not be delivered"),
    }


def help_reasons() -> list[tuple[str, str]]:
    """Why a volunteer may raise a hand, and how it is said."""
    return [
        (HelpReason.VOTER_UPSET, _("The voter is upset")),
        (HelpReason.QUESTION, _("A question about the script")),
        (HelpReason.TECHNICAL, _("Something does not work")),
        (HelpReason.OTHER, _("Something else")),
    ]


def keys() -> list[tuple[str, str]]:
    """The keys of the call page, by their usual codes, and what they do."""
    results = _of_results()
    named = [
        "not home",
        "voicemail",
        "wrong number",
        "call back",
        "other language",
        "refused",
        "do not call",
        "reached",
    ]
    return [
        ("KeyN", _("Call the next voter")),
        *((f"Digit{number}", results[f"result {name}"]) for number, name in enumerate(named, 1)),
        ("KeyS", _("To the questions")),
        ("KeyM", _("Mute")),
        ("KeyU", _("Undo")),
        ("KeyR", _("Asked, or heard wrong")),
        ("KeyD", _("Call the same voter again")),
        ("KeyB", _("Break: begin or end")),
        ("KeyJ", _("Reached; now somebody else at the number")),
        ("KeyK", _("Not home; somebody else at the number instead")),
        ("KeyL", _("Leave a call that you handed over")),
        ("KeyH", _("Ask your captain for help")),
        *(
            (f"Key{key}", _("Text to offer: %(number)s", number=n))
            for n, key in enumerate("TYIOP", 1)
        ),
    ]
