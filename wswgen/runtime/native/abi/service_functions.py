"""Messages, channels, service hosts and service proxies."""

from __future__ import annotations

from typing import Protocol

from .kinds import Enum, HResult, Pointer, ULong, UShort


class ServiceFunctions(Protocol):
    """The half of `WebServices` that serves and calls."""

    # Messages and their headers

    def WsGetMessageProperty(
        self, message: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsSetMessageProperty(
        self, message: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsGetHeader(
        self,
        message: Pointer,
        header_type: Enum,
        value_type: Enum,
        read_option: Enum,
        heap: Pointer,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsSetHeader(
        self,
        message: Pointer,
        header_type: Enum,
        value_type: Enum,
        write_option: Enum,
        value: Pointer,
        value_size: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsRemoveHeader(self, message: Pointer, header_type: Enum, error: Pointer, /) -> HResult: ...

    def WsAddCustomHeader(
        self,
        message: Pointer,
        header_description: Pointer,
        write_option: Enum,
        value: Pointer,
        value_size: ULong,
        header_attributes: ULong,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsGetCustomHeader(
        self,
        message: Pointer,
        custom_header_description: Pointer,
        repeating_option: Enum,
        header_index: ULong,
        read_option: Enum,
        heap: Pointer,
        value: Pointer,
        value_size: ULong,
        header_attributes: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsRemoveCustomHeader(
        self, message: Pointer, header_name: Pointer, header_ns: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsCheckMustUnderstandHeaders(self, message: Pointer, error: Pointer, /) -> HResult: ...

    def WsMarkHeaderAsUnderstood(
        self, message: Pointer, header_position: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsGetHeaderAttributes(
        self, message: Pointer, reader: Pointer, header_attributes: Pointer, error: Pointer, /
    ) -> HResult: ...

    # Channels

    def WsGetChannelProperty(
        self, channel: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsSetChannelProperty(
        self, channel: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    # Hosts

    def WsCreateServiceHost(
        self,
        endpoints: Pointer,
        endpoint_count: UShort,
        service_properties: Pointer,
        service_property_count: ULong,
        service_host: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsOpenServiceHost(
        self, service_host: Pointer, async_context: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsCloseServiceHost(
        self, service_host: Pointer, async_context: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsAbortServiceHost(self, service_host: Pointer, error: Pointer, /) -> HResult: ...

    def WsResetServiceHost(self, service_host: Pointer, error: Pointer, /) -> HResult: ...

    def WsFreeServiceHost(self, service_host: Pointer, /) -> None: ...

    def WsGetServiceHostProperty(
        self, service_host: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsGetOperationContextProperty(
        self, context: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsRegisterOperationForCancel(
        self,
        context: Pointer,
        cancel_callback: Pointer,
        freestate_callback: Pointer,
        user_state: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    # Proxies

    def WsCreateServiceProxy(
        self,
        channel_type: Enum,
        channel_binding: Enum,
        security_description: Pointer,
        properties: Pointer,
        property_count: ULong,
        channel_properties: Pointer,
        channel_property_count: ULong,
        service_proxy: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsOpenServiceProxy(
        self, service_proxy: Pointer, address: Pointer, async_context: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsCloseServiceProxy(
        self, service_proxy: Pointer, async_context: Pointer, error: Pointer, /
    ) -> HResult: ...

    def WsAbortServiceProxy(self, service_proxy: Pointer, error: Pointer, /) -> HResult: ...

    def WsResetServiceProxy(self, service_proxy: Pointer, error: Pointer, /) -> HResult: ...

    def WsFreeServiceProxy(self, service_proxy: Pointer, /) -> None: ...

    def WsGetServiceProxyProperty(
        self, service_proxy: Pointer, id: Enum, value: Pointer, value_size: ULong, error: Pointer, /
    ) -> HResult: ...

    def WsCall(
        self,
        service_proxy: Pointer,
        operation: Pointer,
        arguments: Pointer,
        heap: Pointer,
        call_properties: Pointer,
        call_property_count: ULong,
        async_context: Pointer,
        error: Pointer,
        /,
    ) -> HResult: ...

    def WsAbandonCall(
        self, service_proxy: Pointer, call_id: ULong, error: Pointer, /
    ) -> HResult: ...
