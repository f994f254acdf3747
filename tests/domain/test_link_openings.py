"""Programs that look at a link before a person does are not counted."""

import pytest

from phonebank.domain.link_openings import opened_by_person

PHONES = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; SM-A155U) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
    "Mozilla/5.0 (Linux; Android 10; Cubot X30) AppleWebKit/537.36 Chrome/130.0 Mobile Safari",
]
PROGRAMS = [
    "",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
    "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "python-requests/2.32.3",
    "curl/8.5.0",
]


@pytest.mark.parametrize("user_agent", PHONES)
def test_a_phones_browser_counts_once_it_is_opened_and_not_before(user_agent: str) -> None:
    assert opened_by_person("GET", user_agent)
    assert not opened_by_person("HEAD", user_agent)
    for purpose in ("prefetch", "prefetch;prerender", "Preview"):
        assert not opened_by_person("GET", user_agent, purpose)


@pytest.mark.parametrize("user_agent", PROGRAMS)
def test_a_program_does_not_count(user_agent: str) -> None:
    assert not opened_by_person("GET", user_agent)
