"""A calculator service: the smallest handlers that there can be, one of them asynchronous."""

from __future__ import annotations

import sys

from calculator import AddState, CalculatorService, DivideResponse, DivideState, DivisionByZero


class Calculator(CalculatorService):
    def add(self, state: AddState) -> int:
        return state.a + state.b

    async def divide(self, state: DivideState) -> DivideResponse:
        if state.divisor == 0:
            raise DivisionByZero(dividend=state.dividend).because("division by zero")
        quotient = abs(state.dividend) // abs(state.divisor)
        if (state.dividend < 0) != (state.divisor < 0):
            quotient = -quotient
        remainder = state.dividend - quotient * state.divisor
        return DivideResponse(quotient=quotient, remainder=remainder)


if __name__ == "__main__":
    Calculator().serve(sys.argv[1] if sys.argv[1:] else "http://localhost:8080/calculator")
