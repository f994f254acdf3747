"""Every blueprint, in one list."""

from phonebank.web import (
    call_actions,
    calling,
    health,
    home,
    inbox,
    inbox_actions,
    inbox_passing,
    joining,
    practising,
    recordings,
    signing_in,
    signing_up,
    streaming,
    translating,
)
from phonebank.web.api import collections as api_collections
from phonebank.web.api import export_files as api_export_files
from phonebank.web.api import results as api_results
from phonebank.web.desk import bringing as desk_bringing
from phonebank.web.desk import campaigns as desk_campaigns
from phonebank.web.desk import exports as desk_exports
from phonebank.web.desk import home as desk_home
from phonebank.web.desk import hooks as desk_hooks
from phonebank.web.desk import lists as desk_lists
from phonebank.web.desk import live as desk_live
from phonebank.web.desk import pictures as desk_pictures
from phonebank.web.desk import previewing as desk_previewing
from phonebank.web.desk import programs as desk_programs
from phonebank.web.desk import recordings as desk_recordings
from phonebank.web.desk import rehearsing as desk_rehearsing
from phonebank.web.desk import results as desk_results
from phonebank.web.desk import revising as desk_revising
from phonebank.web.desk import rumours as desk_rumours
from phonebank.web.desk import running as desk_running
from phonebank.web.desk import scripts as desk_scripts
from phonebank.web.desk import selecting as desk_selecting
from phonebank.web.desk import sending as desk_sending
from phonebank.web.desk import shifts as desk_shifts
from phonebank.web.desk import translations as desk_translations
from phonebank.web.desk import van as desk_van
from phonebank.web.desk import versions as desk_versions
from phonebank.web.desk import volunteers as desk_volunteers

BLUEPRINTS = [
    home.bp,
    health.bp,
    translating.bp,
    signing_in.bp,
    signing_up.bp,
    joining.bp,
    calling.bp,
    practising.bp,
    recordings.bp,
    call_actions.bp,
    inbox.bp,
    inbox_actions.bp,
    inbox_passing.bp,
    streaming.bp,
    desk_home.bp,
    desk_lists.bp,
    desk_bringing.bp,
    desk_selecting.bp,
    desk_campaigns.bp,
    desk_scripts.bp,
    desk_versions.bp,
    desk_translations.bp,
    desk_recordings.bp,
    desk_rumours.bp,
    desk_rehearsing.bp,
    desk_shifts.bp,
    desk_revising.bp,
    desk_volunteers.bp,
    desk_pictures.bp,
    desk_previewing.bp,
    desk_running.bp,
    desk_sending.bp,
    desk_live.bp,
    desk_results.bp,
    desk_programs.bp,
    desk_hooks.bp,
    desk_van.bp,
    desk_exports.bp,
    api_export_files.bp,
    api_results.bp,
    api_collections.bp,
]
