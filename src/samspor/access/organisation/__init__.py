"""The organisation on screen: units, who works where as what, providers' mandates. No candidate's data."""
