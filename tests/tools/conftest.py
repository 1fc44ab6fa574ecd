"""The folder ``tools`` is not installed: tests find it in the checkout."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))
