"""Windows Web Services as C declares it: structures, enumerations, results, callbacks, functions.

Names are those of WebServices.h, fields in snake case. Every pointer is ``c_void_p``: what it leads
to is kept alive by an owner, not by ctypes. Widths are fixed, so that all of this can be imported,
and all layouts are right, on any 64-bit system.
"""

from __future__ import annotations

from .callbacks import *
from .channels import *
from .descriptions import *
from .enums import *
from .functions import Prototype as Prototype
from .functions import WebServices as WebServices
from .functions import prototypes as prototypes
from .hresults import *
from .kinds import BOOL as BOOL
from .kinds import ENUM as ENUM
from .kinds import FUNCTYPE as FUNCTYPE
from .kinds import HRESULT as HRESULT
from .service_enums import *
from .services import *
from .values import *
from .xml import *
