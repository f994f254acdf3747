"""axe-core, run in a page against WCAG 2.2 A and AA."""

from playwright.sync_api import Error, Page

from scripts.environment.errors import SetupError
from tests.support.browser import REPOSITORY

AXE = REPOSITORY / "node_modules/axe-core/axe.min.js"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async tags => {
  const found = await axe.run(document, { runOnly: tags });
  return found.violations.flatMap(rule =>
    rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, one sentence for each element."""
    if not AXE.exists():
        raise SetupError(
            f"{AXE.relative_to(REPOSITORY)} is missing. Run, in the repository: npm ci"
        )
    try:
        return _found(page)
    except Error as error:
        # What was pressed last leads to another page, which has come meanwhile: that one is meant.
        if "context was destroyed" not in error.message:
            raise
        page.wait_for_load_state()
        return _found(page)


def _found(page: Page) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(_RUN, _TAGS)
    return found
