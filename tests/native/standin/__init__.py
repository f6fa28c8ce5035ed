"""Plays webservices.dll: the service host with its calls, on tables and function pointers alone.

It shares no code with the runtime but the declarations of C (`wswgen.runtime.native.abi`), which
the layout oracle has judged. What Microsoft documents it enforces, and keeps a record of every use
that is wrong; what Microsoft leaves undefined is a switch (`answers.Answers`).
"""
