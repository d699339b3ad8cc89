"""Measures extraction and cleaning against labelled data that lies beside the checkout; no text of it is kept."""
