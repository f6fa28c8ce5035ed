"""Call the calculator, and catch its fault."""

from __future__ import annotations

import sys

from calculator import CalculatorClient, DivisionByZero


def main(url: str | None = None) -> None:
    with CalculatorClient(url, timeout=10) as calculator:
        print("2 + 3 =", calculator.add(a=2, b=3))
        answer = calculator.divide(dividend=-7, divisor=2)
        print("-7 / 2 =", answer.quotient, "remainder", answer.remainder)
        try:
            calculator.divide(dividend=1, divisor=0)
        except DivisionByZero as fault:
            print("1 / 0:", fault.reason, "of", fault.detail.dividend)


if __name__ == "__main__":
    main(*sys.argv[1:2])
