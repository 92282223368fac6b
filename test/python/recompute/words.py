"""Texts that have to be certain words with certain figures."""

import re

from .sentence import NUMBER, shows

FIGURE = rf"(?P<f{{}}>{NUMBER}|<0\.0001)"


class Words:
    """Words with figures in them: `{}` stands for each, in order; a simulated one may be off by its error."""

    def __init__(self, template, *figures, slack=0.0):
        self.template, self.figures, self.slack = template, figures, slack

    def then(self, ending):
        return Words(self.template + ending, *self.figures, slack=self.slack)

    def after(self, beginning):
        return Words(beginning + self.template, *self.figures, slack=self.slack)

    def are_at(self, text, end_of=False):
        """Whether a text, or its end, is these words with these figures."""
        pieces = [re.escape(piece) for piece in self.template.split("{}")]
        pattern = pieces[0] + "".join(FIGURE.format(n) + piece for n, piece in enumerate(pieces[1:]))
        found = re.search(("" if end_of else "^") + pattern + "$", text.replace("−", "-"))
        return found is not None and all(
            _is_shown(found[f"f{place}"], value, self.slack) for place, value in enumerate(self.figures)
        )

    def __repr__(self):
        return self.template.format(*self.figures)


def _is_shown(text, value, slack):
    if text == "<0.0001":
        return value - slack < 0.0001
    if text[0] == "+" and value <= 0:
        return False
    return shows(text, value) or abs(float(text) - value) <= slack


def check_words(checker, path, words, end_of=False):
    """Claims a text that has to be, or to end with, these words and figures as they are printed; None = no text."""
    text = None if words is None else checker.leaves.get(path)
    checker.equal(path, text)
    if words is not None and not (isinstance(text, str) and words.are_at(text, end_of)):
        checker.failures.append({"path": path, "reported": text, "recomputed": repr(words)})
