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
    links,
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
from phonebank.web.desk import answering as desk_answering
from phonebank.web.desk import areas as desk_areas
from phonebank.web.desk import bringing as desk_bringing
from phonebank.web.desk import burning_down as desk_burning_down
from phonebank.web.desk import campaigns as desk_campaigns
from phonebank.web.desk import deciding as desk_deciding
from phonebank.web.desk import event_programs as desk_event_programs
from phonebank.web.desk import exports as desk_exports
from phonebank.web.desk import follow_ups as desk_follow_ups
from phonebank.web.desk import home as desk_home
from phonebank.web.desk import hooks as desk_hooks
from phonebank.web.desk import links as desk_links
from phonebank.web.desk import lists as desk_lists
from phonebank.web.desk import live as desk_live
from phonebank.web.desk import message_tests as desk_message_tests
from phonebank.web.desk import pictures as desk_pictures
from phonebank.web.desk import previewing as desk_previewing
from phonebank.web.desk import programs as desk_programs
from phonebank.web.desk import recordings as desk_recordings
from phonebank.web.desk import rehearsing as desk_rehearsing
from phonebank.web.desk import results as desk_results
from phonebank.web.desk import revising as desk_revising
from phonebank.web.desk import rumours as desk_rumours
from phonebank.web.desk import running as desk_running
from phonebank.web.desk import script_tests as desk_script_tests
from phonebank.web.desk import scripts as desk_scripts
from phonebank.web.desk import selecting as desk_selecting
from phonebank.web.desk import sending as desk_sending
from phonebank.web.desk import shifts as desk_shifts
from phonebank.web.desk import translations as desk_translations
from phonebank.web.desk import unreachable as desk_unreachable
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
    links.bp,
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
    desk_unreachable.bp,
    desk_recordings.bp,
    desk_rumours.bp,
    desk_answering.bp,
    desk_deciding.bp,
    desk_rehearsing.bp,
    desk_message_tests.bp,
    desk_script_tests.bp,
    desk_follow_ups.bp,
    desk_links.bp,
    desk_shifts.bp,
    desk_revising.bp,
    desk_volunteers.bp,
    desk_burning_down.bp,
    desk_pictures.bp,
    desk_previewing.bp,
    desk_running.bp,
    desk_sending.bp,
    desk_live.bp,
    desk_results.bp,
    desk_programs.bp,
    desk_hooks.bp,
    desk_van.bp,
    desk_event_programs.bp,
    desk_exports.bp,
    api_export_files.bp,
    api_results.bp,
    api_collections.bp,
    desk_areas.bp,
]
