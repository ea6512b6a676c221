"""The register's part of a fixture: its own KPIs, those of other plans, which may be the same."""

from collections.abc import Callable, Collection

from objectives.models import KPI, PossiblySame
from reporting.importing.checks import Checks, place_of, without
from reporting.importing.fixture import Fixture, Pair

#: The KPIs of the register that have one of these slugs.
Register = Callable[[Collection[str]], dict[str, KPI]]


class RegisterReading(Checks):
    """Reads KPIs, and what the file says of KPIs that are none of its own."""

    def kpis(self, fixture: Fixture, data: dict, register: Register) -> None:
        kpis = [
            self.model(KPI, item, place_of("KPI", item, "slug"))
            for item in self.items(data, "kpis", "The file")
        ]
        self.once("The file", "KPI", [kpi.slug for kpi in kpis])
        fixture.kpis = {kpi.slug: kpi for kpi in kpis}
        self.registered(fixture, data, register)
        for item in self.items(data, "possibly_same", "The file"):
            self.pair(fixture, item)
        slugs = [sorted(kpi.slug for kpi in pair.kpis) for pair in fixture.pairs]
        self.once("The file", "pair", [" and ".join(pair) for pair in slugs])

    def registered(self, fixture: Fixture, data: dict, register: Register) -> None:
        """Find the KPIs that other plans brought; name what is to be loaded before."""
        shared = self.texts(data, "shared_kpis", "The file")
        for slug in fixture.kpis.keys() & set(shared):
            self.problem(f"KPI {slug}", "it is the file's own, and so is not shared.")
        wanted = {*shared, *_slugs_of_pairs(data)} - fixture.kpis.keys()
        fixture.registered = register(wanted) if wanted else {}
        absent = [slug for slug in shared if not fixture.kpi(slug)]
        if absent:
            first = " and ".join(fixture.after) or "the plan they come from"
            self.problem("The file", f"load {first} first, for {', '.join(absent)}.")

    def pair(self, fixture: Fixture, data: dict) -> None:
        place = f"{place_of('Possibly same', data, 'kpi')} / {data.get('other', 'without other')}"
        doubt = self.model(PossiblySame, without(data, "kpi", "other"), place)
        kpis = [fixture.kpi(data.get("kpi")), fixture.kpi(data.get("other"))]
        for name, kpi in zip(("kpi", "other"), kpis, strict=True):
            if kpi is None:
                self.problem(place, f"neither the file nor the register has {data.get(name)}.")
        if None in kpis:
            return
        if kpis[0] is kpis[1]:
            self.problem(place, "these are one KPI.")
        fixture.pairs.append(Pair(tuple(kpis), doubt))


def _slugs_of_pairs(data: dict) -> set[str]:
    rows = data.get("possibly_same", [])
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {
        row[name] for row in rows for name in ("kpi", "other") if isinstance(row.get(name), str)
    }
