"""Every write of the portal's quarter, one verb each: keyword-only, `by=`, `now=`, atomic, audited.

An action judges for itself who may and what the state allows, whoever crafted the request. `moves`
and `making` hold what acts are made of; they are called only inside one.
"""
