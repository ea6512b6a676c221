"""What happens to a pack while its officer looks away: others write, reopen, click twice."""

import pytest

from reporting.actions.refusals import Faulty, Refused
from reporting.briefing import material_json
from reporting.briefing_material import PackAltered
from reporting.models import Pack, PackFile, PackText, Quarter
from tests import factories
from tests.factories import NOW
from tests.reporting import acts
from tests.reporting.packs import finish, published, read, save, stored_pack

PACK = "/strategies/town-plan/quarters/2023-q3/pack/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def q3(plan, quarter, lead, officer):
    """The plan's quarter, published as edition 1 with Growth's return."""
    return published(plan, lead, officer)


def test_a_pack_is_not_finished_of_a_quarter_reopened_just_before(q3, officer):
    fresh = Quarter.objects.get(pk=q3.pk)
    acts.quarters.reopen(quarter=fresh, version=fresh.version, reason="Slip.", by=officer, now=NOW)
    with pytest.raises(Refused, match="publish the quarter first"):
        finish(q3, officer)  # as it was read before that
    assert not Pack.objects.exists()


def test_clicking_twice_finishes_one_pack(q3, officer):
    finish(q3, officer)
    page = {"reason": "The purpose was wrong.", "read": read(q3)}
    finish(q3, officer, **page)
    with pytest.raises(Refused, match="finished already"):
        finish(q3, officer, **page)
    assert Pack.objects.count() == 2


def test_nobody_finishes_words_that_came_after_they_read_the_page(q3, officer):
    page = read(q3)
    save(q3, officer, purpose="Something else.")
    with pytest.raises(Refused, match="Something changed"):
        finish(q3, officer, read=page)
    assert not Pack.objects.exists()


def test_an_answer_is_told_once_however_many_packs_follow(q3, officer):
    factories.matter(quarter=q3, by=officer, closed_at=NOW)
    told = [
        material_json.from_text(finish(q3, officer, reason="Again.").content).answered
        for _ in range(4)
    ]
    assert list(map(len, told)) == [1, 0, 0, 0]


def test_an_objective_that_there_is_not_is_not_stored_for_any_audience(quarter, officer):
    with pytest.raises(Faulty) as refusal:
        save(quarter, officer, audience="scrutiny", objective="x" * 100)
    assert set(refusal.value.faults) == {"objective"}
    assert not PackText.objects.exists()


def test_a_file_that_was_altered_is_not_sent(client, q3, officer):
    stored_pack(q3, officer, is_final=True)
    PackFile.objects.update(content=b"%PDF-1.7 altered")
    client.force_login(officer)
    with pytest.raises(PackAltered):
        client.get(f"{PACK}1/pdf/")


def test_the_page_before_it_is_finished_sends_along_what_was_read(client, q3, officer):
    client.force_login(officer)
    page = client.get(f"{PACK}finish/").content.decode()
    assert f'name="read" value="{read(q3)}"' in page


def test_a_box_ticked_for_other_gaps_comes_back_empty(client, q3, officer):
    client.force_login(officer)
    read_then = {"edition": "1", "accept": "yes", "missing": "of-another-day", "read": read(q3)}
    answer = client.post(f"{PACK}finish/", read_then)
    assert answer.status_code == 422
    assert "checked" not in answer.content.decode()


@pytest.mark.parametrize("way", ["", "save/", "make/", "finish/"])
def test_half_characters_break_no_page_of_the_pack(client, q3, officer, way):
    finish(q3, officer)
    client.force_login(officer)
    half = b"+2AA-"  # a lone surrogate, in UTF-7
    fields = (b"purpose", b"seen", b"reason", b"read", b"word_limit", b"asked", b"objective")
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + half + b"\r\n"
        for name in fields
    )
    kind = "multipart/form-data; boundary=x; charset=utf-7"
    answer = client.generic("POST", f"{PACK}{way}", body + b"--x--\r\n", content_type=kind)
    assert answer.status_code < 500
