"""Export of walks as a FHIR R4 bundle, which the records of clinics and of apps can read.

The bundle is a collection of one patient, who is not named, and of observations about that patient.
Each walk is an observation of exercise (LOINC 73985-4, walking). Its members are the duration
(55411-3) and the pain before, after and the next morning, each rated from 0 to 10 (72514-3).
Each observation has an identity of its own that does not change from one export to the next.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from journal.models import Walk

LOINC, UNITS = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
ACTIVITY, SURVEY = ("activity", "Activity"), ("survey", "Survey")
EXERCISE = ("73985-4", "Exercise activity")
WALKING = ("LA11834-1", "Walking")
DURATION = ("55411-3", "Exercise duration")
PAIN = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")

Resource = dict[str, Any]


def walks_as_fhir(walks: Iterable[Walk], patient: UUID, now: datetime) -> Iterator[str]:
    """The bundle's JSON, one resource a line. `patient` is an identifier that names nobody."""
    subject = _address(patient)
    bundle = {
        "resourceType": "Bundle",
        "id": str(uuid5(patient, f"bundle {now.isoformat()}")),
        "type": "collection",
        "timestamp": _instant(now),
    }
    yield f'{json.dumps(bundle)[:-1]}, "entry": [\n'
    yield _entry(patient, {"resourceType": "Patient"})
    for walk in walks:
        yield from (f",\n{_entry(key, each)}" for key, each in _observations(walk, subject))
    yield "\n]}\n"


def _observations(walk: Walk, subject: str) -> Iterator[tuple[UUID, Resource]]:
    """The observations of one walk with their ids; the walk itself last, after its members."""
    starts = walk.local_start
    ends = (walk.started_at + timedelta(minutes=walk.minutes)).astimezone(starts.tzinfo)
    period = {"effectivePeriod": {"start": _instant(starts), "end": _instant(ends)}}
    said = {
        "duration": _observation(ACTIVITY, DURATION, "Minutes walked")
        | period
        | _quantity(walk.minutes, "min", "min"),
        "pain before": _pain("Pain before the walk", walk.pain_before, _instant(starts)),
        "pain after": _pain("Pain after the walk", walk.pain_after, _instant(ends)),
    }
    if walk.pain_next_morning is not None:
        morning = (starts.date() + timedelta(days=1)).isoformat()
        text = "Pain the morning after the walk"
        said["pain next morning"] = _pain(text, walk.pain_next_morning, morning)
    keys = {name: uuid5(walk.entry, name) for name in said}
    for name, observation in said.items():
        yield keys[name], observation | {"subject": {"reference": subject}}
    whole = _observation(ACTIVITY, EXERCISE, "A walk") | period
    whole["valueCodeableConcept"] = _concept(WALKING)
    whole["hasMember"] = [{"reference": _address(key)} for key in keys.values()]
    yield walk.entry, whole | {"subject": {"reference": subject}}


def _pain(text: str, score: int, effective: str) -> Resource:
    observation = _observation(SURVEY, PAIN, text) | {"effectiveDateTime": effective}
    return observation | _quantity(score, "{score}", "score")


def _observation(category: tuple[str, str], code: tuple[str, str], text: str) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_concept(category, CATEGORIES)],
        "code": _concept(code) | {"text": text},
    }


def _concept(code: tuple[str, str], system: str = LOINC) -> Resource:
    return {"coding": [{"system": system, "code": code[0], "display": code[1]}]}


def _quantity(value: int, code: str, unit: str) -> Resource:
    return {"valueQuantity": {"value": value, "unit": unit, "system": UNITS, "code": code}}


def _entry(key: UUID, resource: Resource) -> str:
    identified = {"resourceType": resource["resourceType"], "id": str(key)} | resource
    return json.dumps({"fullUrl": _address(key), "resource": identified})


def _address(key: UUID) -> str:
    return f"urn:uuid:{key}"


def _instant(moment: datetime) -> str:
    """`moment` with its own offset: in UTC a walk could fall on another day than its walker's."""
    return moment.isoformat(timespec="seconds")
