"""The events carried out: what is exercised, held and sold when the plan starts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from isoplan.models.equity import Grant, Lot
from isoplan.models.events import ExerciseEvent, SaleEvent, in_order
