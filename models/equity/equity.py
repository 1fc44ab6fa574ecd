"""What a household has of shares and options, and the facts that decide over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from isoplan.models.inputs.employment import Employment
from isoplan.models.inputs.events import Taker
from isoplan.models.inputs.grants import Grant
from isoplan.models.inputs.holdings import Holding, Lot, RestrictedUnits
from isoplan.models.inputs.market import Market, MarketName, all_markets
from isoplan.models.inputs.planning import Planning


@dataclass(frozen=True, slots=True)
class PastSale:
    """Shares sold before the plan, or given away.

    Attributes:
        shares: The lot or holding, as far as it was sold.
        on: Day of sale.
        price: Dollars a share received, or its market value where none was.
        given_to: Whom they were given to, or that they were exchanged for other shares;
            None if they were sold.
    """

    shares: Lot | Holding
    on: date
    price: float
    given_to: Taker | Literal["exchange"] | None = None


@dataclass(frozen=True, slots=True)
class Equity:
    """What of a scenario tranches come from.

    Attributes:
        plan: Its dates.
        market: Prices.
        further_markets: Other markets by name.
        employment: When the option holder leaves, if so.
        grants: Grants of options.
        lots: Shares exercised before the plan.
        restricted_units: Awards of units.
        holdings: Other shares held.
        sold: What left before the plan; its lots still count as exercised.
    """

    plan: Planning
    market: Market
    employment: Employment | None = None
    grants: Sequence[Grant] = ()
    lots: Sequence[Lot] = ()
    restricted_units: Sequence[RestrictedUnits] = ()
    holdings: Sequence[Holding] = ()
    sold: Sequence[PastSale] = ()
    further_markets: Mapping[str, Market] = field(default_factory=dict)

    @property
    def markets(self) -> dict[MarketName, Market]:
        """Return all markets by name, the main one first."""
        return all_markets(self.market, self.further_markets)
