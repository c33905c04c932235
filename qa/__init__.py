"""Questions answered in the page's own words, or refused with the reason; and how well that goes."""

from qa.answers import Answer, Answered, Derivation, Quote, Reason, Refused, Related, Source

__all__ = ["Answer", "Answered", "Derivation", "Quote", "Reason", "Refused", "Related", "Source"]
