"""The workbook contract as data: sheets, columns, aliases, choices, help texts, rule catalogue and wording.

Takes only the enumerations of model/. The reader, the template builder and the report all look here, so that
instructions can never contradict checks. Must not know any agency, decree or figure.
"""
