"""Function pointers that WWSAPI calls.

A Python function in one of these must not raise. All pages of the service callbacks say that they
return nothing; all but cancel and free-state return an HRESULT. The object must live for as long
as foreign code may call it: make it once, in a module.
"""

from __future__ import annotations

from ctypes import c_void_p

from .kinds import ENUM, FUNCTYPE, HRESULT

WS_ASYNC_CALLBACK = FUNCTYPE(None, HRESULT, ENUM, c_void_p)
"""(error_code, callback_model, callback_state)"""

WS_OPERATION_CANCEL_CALLBACK = FUNCTYPE(None, ENUM, c_void_p)
"""(reason, state)"""

WS_OPERATION_FREE_STATE_CALLBACK = FUNCTYPE(None, c_void_p)
"""(state)"""

WS_PROXY_MESSAGE_CALLBACK = FUNCTYPE(HRESULT, c_void_p, c_void_p, c_void_p, c_void_p)
"""(message, heap, state, error)"""

WS_SERVICE_ACCEPT_CHANNEL_CALLBACK = FUNCTYPE(HRESULT, c_void_p, c_void_p, c_void_p, c_void_p)
"""(context, channel_state, async_context, error)"""

WS_SERVICE_CLOSE_CHANNEL_CALLBACK = FUNCTYPE(HRESULT, c_void_p, c_void_p)
"""(context, async_context)"""

WS_SERVICE_MESSAGE_RECEIVE_CALLBACK = FUNCTYPE(HRESULT, c_void_p, c_void_p, c_void_p)
"""(context, async_context, error)"""

WS_SERVICE_SECURITY_CALLBACK = FUNCTYPE(HRESULT, c_void_p, c_void_p, c_void_p)
"""(context, authorized, error)"""

WS_SERVICE_STUB_CALLBACK = FUNCTYPE(HRESULT, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
"""(context, frame, callback, async_context, error)"""
