"""The benchmark measures what the command prints; the times themselves are never asserted."""

from sim.bench import bench, flagship, phase_share
from sim.model import PHASES


def test_a_short_benchmark_gives_all_figures_and_describes_the_machine():
    measured = bench(runs=1, months=2)
    numbers = (
        "ms_per_run", "ms_per_run_wall", "ms_per_build", "runs_per_second", "kernel_us_per_month", "months",
        "links", "plants", "firms", "nations", "peak_rss_mb",
    )  # fmt: skip
    assert all(measured[name] > 0 for name in numbers)
    assert measured["nations"] == 16
    assert all(measured["machine"].values())


def test_the_shares_of_the_phases_cover_the_month_in_its_order():
    share = phase_share(flagship(1), runs=1)
    assert list(share) == [phase.__name__ for phase in PHASES]
    assert abs(sum(share.values()) - 1) < 1e-12
