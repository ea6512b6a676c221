"""The content security policy of the pages that draw charts; all others keep the strict one."""

from csp.decorators import csp_update

#: Plotly adds one empty style element and fills it by script: this is the hash of nothing at all.
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

draws_charts = csp_update({"style-src": [_EMPTY_STYLE], "img-src": ["blob:"]})
