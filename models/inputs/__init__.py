"""What a scenario file holds, section by section, with the checks within a section.

Knows the law's dates and limits; knows nothing of other sections, plans or solvers.
"""
