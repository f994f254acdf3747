"""The one program or the other."""

from typing import Final

from phonebank.domain.event_program import EventProgram, ProgramAccount
from phonebank.partners.port import Outbound
from phonebank.services.event_programs.action_network import ActionNetwork
from phonebank.services.event_programs.mobilize import Mobilize
from phonebank.services.event_programs.program import Program

NAMES: Final = {
    EventProgram.ACTION_NETWORK: "Action Network",
    EventProgram.MOBILIZE: "Mobilize",
}
"""As they call themselves, in every language."""


def program_of(outbound: Outbound, account: ProgramAccount) -> Program:
    """What speaks to the program of an account."""
    if account.program is EventProgram.MOBILIZE:
        return Mobilize(outbound, account)
    return ActionNetwork(outbound, account)
