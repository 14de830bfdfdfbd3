"""The whole job, as a person does it: draw, put numbers on, see what is flagged, fix, export."""

from __future__ import annotations

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.driver import BoardDriver


def test_a_candidate_draws_the_churn_design_and_takes_the_report_home(page, app_server):
    page.set_viewport_size({"width": 1600, "height": 900})
    page.set_default_timeout(15_000)
    page.goto(app_server.url)
    page.locator(".st-key-open-prompt-churn-daily button").first.click()
    board = BoardDriver(page)
    started_with = set(board.nodes())

    draw(board)

    assert len(set(board.nodes()) - started_with) >= 12
    assert len(board.edges()) >= 14

    board.open_findings()
    no_qps_appears_and_clears(board)
    no_cadence_appears_and_clears(board)
    no_rollback_criterion_appears_and_clears(board)
    label_reaching_a_feature_appears_and_clears(board)
    unmonitored_drift_appears_and_clears(board)
    numbers_on_the_rest(board)

    before = (board.nodes(), board.edges(), board.places())
    page.reload()
    board = BoardDriver(page)
    expect(board.node("endpoint")).to_contain_text("2k QPS")

    assert before == (board.nodes(), board.edges(), board.places())

    text = exported_pdf(page)
    assert "Daily churn scores" in text
    assert "2k QPS" in text
    assert "Save desk API" in text


def draw(board: BoardDriver) -> None:
    """Fourteen boxes and sixteen arrows, by every way there is to make them."""
    board.drag_from_palette("source", 0.16, 0.12)
    board.drag_from_palette("label", 0.16, 0.84)
    board.drag_from_palette("feature", 0.50, 0.12)
    board.drag_from_palette("model", 0.84, 0.12)
    board.rename("source", "Usage events")
    board.rename("label", "Churned in 30 days")
    board.rename("feature", "Sessions over 28 days")
    board.rename("model", "Churn model")
    board.connect_by_mouse("source", "feature")
    board.connect_by_mouse("feature", "model")
    board.quick_add("training job", after="model")
    board.quick_add("endp", after="model")
    board.rename("endpoint", "Save desk API")
    board.quick_add("deploy", after="model")
    board.quick_add("evaluation", after="model")
    board.quick_add("feat str", after="feature")
    board.add_by_letter("o")  # a monitor
    board.connect_by_keys("monitor", "Save desk")
    board.quick_add("alert", after="monitor")
    board.quick_add("on-call", after="alert")
    board.quick_add("runbook", after="alert")
    board.tidy()
    board.connect_by_keys("label", "Churn model")
    board.connect_by_keys("crm", "Save desk")
    board.connect_by_keys("retention_goal", "Save desk")
    board.connect_by_keys("endpoint", "feature store")


def no_qps_appears_and_clears(board: BoardDriver) -> None:
    board.enter("endpoint", mode="online")
    board.open_findings()
    board.has_finding("NUM101", "endpoint")
    left = board.settles()
    board.go_to_finding("NUM101", "endpoint")
    expect(board.page.locator('[data-field="peak_qps"]')).to_be_focused()
    board.page.keyboard.type("2k QPS")
    board.page.keyboard.press("Enter")
    board.has_no_finding("NUM101")
    expect(board.node("endpoint")).to_contain_text("2k QPS")
    board.select("endpoint")
    expect(board.field("peak_qps").locator("xpath=..")).to_contain_text("2 000 requests/s")
    board.open_findings()

    assert board.settles() != left


def no_cadence_appears_and_clears(board: BoardDriver) -> None:
    board.has_finding("NUM105")
    board.enter("training_job", period="weekly", duration="2 h", window="365 d")
    board.open_findings()
    board.has_no_finding("NUM105")


def no_rollback_criterion_appears_and_clears(board: BoardDriver) -> None:
    board.has_finding("ROLL501", "deployment")
    board.enter(
        "deployment",
        stages="canary 10% for 7 d",
        criteria="p95 latency > 250 ms over 10 min -> roll back automatically",
        rollback_target="the version before it in the registry",
        time_to_rollback="10 min",
    )
    board.open_findings()
    board.has_no_finding("ROLL501")


def label_reaching_a_feature_appears_and_clears(board: BoardDriver) -> None:
    board.has_no_finding("LEAK401")
    board.connect_by_keys("label", "Sessions")
    board.open_findings()
    board.has_finding("LEAK401")
    board.choose_edge("label -> feature: feeds")
    board.field("join").select_option("point_in_time")
    board.saved()
    board.open_findings()
    board.has_no_finding("LEAK401")


def unmonitored_drift_appears_and_clears(board: BoardDriver) -> None:
    board.enter("monitor", signal="latency", metric="p95 latency", threshold="> 250 ms")
    board.open_findings()
    board.has_finding("MON602", "model")
    for number, (signal, target) in enumerate(
        [("input_drift", "feature store"), ("prediction_drift", "Churn model")], start=2
    ):
        board.add_by_letter("o")
        board.connect_by_keys(f"monitor_{number}", target)
        board.enter(f"monitor_{number}", signal=signal, metric="PSI", threshold="0.2", window="7 d")
    board.open_findings()
    board.has_no_finding("MON602")


def numbers_on_the_rest(board: BoardDriver) -> None:
    board.enter(
        "endpoint",
        latency_budget="p95 200 ms",
        availability_slo="99.9%",
        replicas="16 pods",
        throughput_per_replica="180 rps per pod",
    )
    board.enter("source", rows_per_day="120M/day", event_bytes="400 B", lag="30 min")
    board.enter("label", label_delay="T+30 days", horizon="30 d", base_rate="2.5%")
    board.enter("feature", window="28 d", null_rate="1.5%")
    board.enter("feature_store", latency_p95="15 ms")
    board.enter("model", latency_p95="20 ms")
    board.enter("oncall", ack_time="5 min", mitigate_time="30 min")
    expect(board.field("mitigate_time")).to_have_value("30 min")


def exported_pdf(page) -> str:
    """Press Export, then PDF, and read the file."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="PDF report").click()
    reader = PdfReader(download.value.path())
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())
