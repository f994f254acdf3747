"""The tags that texters have put on conversations: one row each."""

from sqlalchemy.orm import Session

from phonebank.services.exports.shape import Layout, Scope, layout_of, within
from phonebank.services.reading.fields import MOMENT


def tags(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File ID": "v.voter_file_id",
        "First name": "v.first_name",
        "Last name": "v.last_name",
        "Language": "c.language",
        "Campaign": "k.name",
        "Shift": "s.name",
        "Tag": "t.name ->> k.languages[1]",
        "Texter": "w.name",
        "Date": MOMENT.format("x.at"),
    }
    source = f"""
        FROM conversation_tag x
        JOIN tag t ON t.id = x.tag_id
        JOIN conversation c ON c.id = x.conversation_id
        JOIN voter v ON v.id = c.voter_id
        JOIN shift s ON s.id = c.shift_id
        JOIN campaign k ON k.id = s.campaign_id
        LEFT JOIN caller w ON w.id = x.caller_id
        WHERE {within(scope, "c")}
        ORDER BY x.id
        """
    return layout_of(columns, source, scope)
