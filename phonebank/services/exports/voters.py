"""The voters of a list, or all of them, with their numbers."""

from sqlalchemy.orm import Session

from phonebank.services.exports.shape import Layout, Scope, layout_of


def voters(_: Session, scope: Scope) -> Layout:
    numbers = "SELECT string_agg(p.e164, ' ' ORDER BY p.position) FROM phone_number p"
    columns = {
        "Voter File ID": "v.voter_file_id",
        "First name": "v.first_name",
        "Last name": "v.last_name",
        "Language": "v.language",
        "Phone numbers": f"(substr(({numbers} WHERE p.voter_id = v.id), 2))",
        "Address": "v.address",
        "City": "v.city",
        "State": "v.state",
        "ZIP code": "v.zip_code",
    }
    listed = "JOIN voter_list_entry e ON e.voter_id = v.id AND e.voter_list_id = %(voter_list_id)s"
    source = f"""
        FROM voter v {listed if scope.voter_list_id is not None else ""}
        WHERE v.organisation_id = %(organisation_id)s
        ORDER BY {"e.position" if scope.voter_list_id is not None else "v.id"}
        """
    return layout_of(columns, source, scope)
