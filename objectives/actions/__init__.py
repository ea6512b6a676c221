"""Every write of people and their roles, one verb each: keyword-only, `by=`, `now=`, audited.

An action judges for itself who may and what is possible, whoever crafted the request.
"""
