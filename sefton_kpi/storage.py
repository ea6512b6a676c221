from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for ever-cached files, inside our ES modules' imports too."""

    support_js_module_import_aggregation = True
