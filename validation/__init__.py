"""Whether the simulator is right: each module measures one thing and sets it beside a reference.

``python -m validation`` writes ``docs/validation.md``; the tests assert that every row passes.
"""
