"""Every blueprint, in one list."""

from phonebank.web import (
    calling,
    health,
    home,
    inbox,
    inbox_actions,
    joining,
    signing_in,
    streaming,
    translating,
)
from phonebank.web.desk import bringing as desk_bringing
from phonebank.web.desk import campaigns as desk_campaigns
from phonebank.web.desk import home as desk_home
from phonebank.web.desk import lists as desk_lists
from phonebank.web.desk import results as desk_results
from phonebank.web.desk import running as desk_running
from phonebank.web.desk import scripts as desk_scripts
from phonebank.web.desk import selecting as desk_selecting
from phonebank.web.desk import shifts as desk_shifts

BLUEPRINTS = [
    home.bp,
    health.bp,
    translating.bp,
    signing_in.bp,
    joining.bp,
    calling.bp,
    inbox.bp,
    inbox_actions.bp,
    streaming.bp,
    desk_home.bp,
    desk_lists.bp,
    desk_bringing.bp,
    desk_selecting.bp,
    desk_campaigns.bp,
    desk_scripts.bp,
    desk_shifts.bp,
    desk_running.bp,
    desk_results.bp,
]
