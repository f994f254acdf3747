"""What our number says to a volunteer who wants to take calls on a telephone.

In English alone: nobody knows yet who it is, and their page says the same in its own language.
"""

from typing import Final

VOLUNTEER_KEY: Final = "*"
"""The key by which a volunteer who rings our number is told from a voter."""

SPOKEN_IN: Final = "en"
GIVE_CODE: Final = "Please enter the six digits on your page."
WRONG_CODE: Final = "That code is not known, or too old. Please look at your page."
PICK_UP: Final = "Press any key to take your calls on this phone."
